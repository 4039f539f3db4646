// Any order of requests, copies, answers, failures and time: every transaction comes to an end, and
// no deadline is left in the past, which would make its owner spin.
#include "base/assert.h"
#include "base/random.h"
#include "input.h"
#include "sip/transaction/client_transactions.h"
#include "sip/transaction/server_transactions.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace sidetone;
using namespace sidetone::sip;
using fuzz::Input;

constexpr std::array<std::string_view, 5> kMethods{"INVITE", "ACK", "CANCEL", "BYE", "OPTIONS"};
constexpr std::array<std::string_view, 4> kBranches{"z9hG4bK1", "z9hG4bK2", "1", ""};
constexpr std::array<std::string_view, 3> kTags{"", ";tag=a", ";tag=b"};
constexpr std::array<int, 8> kStatuses{100, 180, 183, 200, 202, 302, 486, 603};

class Driver {
 public:
  explicit Driver(Input input) : input_(input) {}

  void run() {
    while (!input_.empty()) {
      step();
      drain();
      check_deadlines();
    }
    finish();
  }

 private:
  Peer peer() {
    const bool stream = input_.next() % 2 == 1;
    return {.flow = FlowId(stream ? 1U + input_.next() % 3U : 9U),
            .transport = stream ? Transport::kTcp : Transport::kUdp,
            .remote = {IpAddress::v4({192, 0, 2, 2}), 5060},
            .local = {IpAddress::v4({192, 0, 2, 1}), 5060}};
  }
  Request request(std::string_view method, bool with_via) {
    Request request{
        .method = std::string(method), .uri = "sip:b@192.0.2.2", .headers = {}, .body = {}};
    if (with_via) {
      request.headers.add(HeaderId::kVia,
                          "SIP/2.0/UDP 192.0.2.2;branch=" + std::string(input_.pick(kBranches)));
    }
    request.headers.add(HeaderId::kFrom, "<sip:a@b>" + std::string(input_.pick(kTags)));
    request.headers.add(HeaderId::kTo, "<sip:c@d>" + std::string(input_.pick(kTags)));
    request.headers.add(HeaderId::kCallId, "c" + std::to_string(input_.next() % 3));
    request.headers.add(HeaderId::kCSeq,
                        std::to_string(1 + input_.next() % 2) + " " + std::string(method));
    return request;
  }

  void step() {
    switch (input_.next() % 10) {
      case 0:
      case 1:
        return server_.handle_request(request(input_.pick(kMethods), true), peer(), now_);
      case 2:
        return respond(input_.pick(kStatuses));
      case 3:
        return server_.repeat(ServerTransactionId(input_.next()));
      case 4:
        return send();
      case 5:
      case 6:
        return receive_answer();
      case 7:
        return client_.cancel(ClientTransactionId(input_.next()), "SIP;cause=200", now_);
      case 8:
        return lose();
      default:
        now_ += std::chrono::milliseconds(1 << (input_.next() % 16));
        client_.handle_time(now_);
        return server_.handle_time(now_);
    }
  }
  void respond(int status) {
    if (open_.empty()) return;
    const auto& asked = open_[input_.next() % open_.size()];
    server_.respond(asked.transaction, make_response(asked.request, status, "b"), now_);
  }
  void send() {
    const std::string_view method = input_.pick(kMethods);
    if (method == "ACK" || method == "CANCEL")
      return client_.send_ack(request("ACK", false), peer());
    const ClientTransactions::Owner owner{.session = SessionId(1), .token = 1};
    (void)client_.send(request(method, false), peer(), owner, now_);
  }
  void receive_answer() {
    if (sent_.empty()) return;
    const Request& to = sent_[input_.next() % sent_.size()];
    client_.handle_response(make_response(to, input_.pick(kStatuses), "b"), now_);
  }
  void lose() {
    if (input_.next() % 2 == 0)
      return client_.handle_flow_closed(FlowId(1U + input_.next() % 3U), now_);
    if (input_.next() % 2 == 0) return client_.abandon(ClientTransactionId(input_.next()));
    client_.handle_transport_error(peer(), now_);
  }

  void drain() {
    while (auto output = server_.poll()) {
      auto* fresh = std::get_if<ServerTransactions::NewRequest>(&*output);
      if (fresh != nullptr && open_.size() < 64) open_.push_back(std::move(*fresh));
    }
    while (auto output = client_.poll()) {
      const auto* transmit = std::get_if<ClientTransactions::Transmit>(&*output);
      if (transmit == nullptr || sent_.size() >= 64) continue;
      auto message = parse_message(transmit->datagram.bytes);
      SIDETONE_ASSERT(message.has_value());
      sent_.push_back(std::get<Request>(std::move(*message)));
    }
  }
  void check_deadlines() {
    client_.handle_time(now_);
    server_.handle_time(now_);
    drain();
    SIDETONE_ASSERT(client_.deadline() > now_);
    SIDETONE_ASSERT(server_.deadline() > now_);
  }
  void finish() {
    for (const auto& asked : open_) {
      server_.respond(asked.transaction, make_response(asked.request, 487, "b"), now_);
    }
    for (std::uint64_t id = 1; id < 3000; ++id) client_.abandon(ClientTransactionId(id));
    for (int i = 0; i < 1000 && server_.deadline() != kNever; ++i) {
      now_ = server_.deadline();
      server_.handle_time(now_);
      drain();
    }
    SIDETONE_ASSERT(server_.deadline() == kNever);
    SIDETONE_ASSERT(client_.deadline() == kNever);
    SIDETONE_ASSERT(client_.size() == 0);
    SIDETONE_ASSERT(open_.size() >= 64 || server_.size() == 0);
  }

  Input input_;
  SeededRandom random_{1};
  ClientTransactions client_{random_};
  ServerTransactions server_{40, random_};
  Instant now_{std::chrono::hours(1)};
  std::vector<ServerTransactions::NewRequest> open_;
  std::vector<Request> sent_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 2048) return 0;
  Driver(Input(data, size)).run();
  return 0;
}
