#include "net/dns_client.h"

#include "net/kernel_address.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <ares.h>
#include <arpa/nameser.h>
#include <array>
#include <chrono>
#include <map>
#include <netdb.h>
#include <optional>
#include <span>

namespace sidetone::net {
namespace {

namespace asio = boost::asio;
using Bytes = std::span<unsigned char>;

constexpr int kTimeoutMs = 2'000;
constexpr int kTries = 3;
constexpr int kMostAddresses = 64;

template <typename Record>
using Parsed = Expected<std::vector<Record>, DnsFailure>;

DnsFailure failure_of(int status) {
  const bool none = status == ARES_ENOTFOUND || status == ARES_ENODATA || status == ARES_EBADNAME;
  return none ? DnsFailure::kNoSuchName : DnsFailure::kUnavailable;
}

Parsed<IpAddress> parse_v4(Bytes bytes) {
  std::array<ares_addrttl, kMostAddresses> found{};
  int count = kMostAddresses;
  const int status = ares_parse_a_reply(bytes.data(), static_cast<int>(bytes.size()), nullptr,
                                        found.data(), &count);
  if (status != ARES_SUCCESS) return unexpected(failure_of(status));
  std::vector<IpAddress> addresses;
  addresses.reserve(found.size());
  for (int i = 0; i < count; ++i) {
    addresses.push_back(from_in4(found[static_cast<std::size_t>(i)].ipaddr));
  }
  return addresses;
}

Parsed<IpAddress> parse_v6(Bytes bytes) {
  std::array<ares_addr6ttl, kMostAddresses> found{};
  int count = kMostAddresses;
  const int status = ares_parse_aaaa_reply(bytes.data(), static_cast<int>(bytes.size()), nullptr,
                                           found.data(), &count);
  if (status != ARES_SUCCESS) return unexpected(failure_of(status));
  std::vector<IpAddress> addresses;
  addresses.reserve(found.size());
  for (int i = 0; i < count; ++i) {
    std::array<std::uint8_t, 16> raw;
    std::copy_n(found[static_cast<std::size_t>(i)].ip6addr._S6_un._S6_u8, raw.size(), raw.begin());
    addresses.push_back(IpAddress::v6(raw));
  }
  return addresses;
}

Parsed<ServiceRecord> parse_services(Bytes bytes) {
  ares_srv_reply* first = nullptr;
  const int status = ares_parse_srv_reply(bytes.data(), static_cast<int>(bytes.size()), &first);
  if (status != ARES_SUCCESS) return unexpected(failure_of(status));
  const std::unique_ptr<ares_srv_reply, decltype(&ares_free_data)> owner(first, &ares_free_data);
  std::vector<ServiceRecord> records;
  for (const ares_srv_reply* entry = first; entry != nullptr; entry = entry->next) {
    records.push_back({.priority = entry->priority,
                       .weight = entry->weight,
                       .port = entry->port,
                       .target = entry->host});
  }
  return records;
}

std::string text(const unsigned char* bytes) {
  return reinterpret_cast<const char*>(bytes);
}

Parsed<NaptrRecord> parse_naptr(Bytes bytes) {
  ares_naptr_reply* first = nullptr;
  const int status = ares_parse_naptr_reply(bytes.data(), static_cast<int>(bytes.size()), &first);
  if (status != ARES_SUCCESS) return unexpected(failure_of(status));
  const std::unique_ptr<ares_naptr_reply, decltype(&ares_free_data)> owner(first, &ares_free_data);
  std::vector<NaptrRecord> records;
  for (const ares_naptr_reply* entry = first; entry != nullptr; entry = entry->next) {
    records.push_back({.order = entry->order,
                       .preference = entry->preference,
                       .flags = text(entry->flags),
                       .service = text(entry->service),
                       .regexp = text(entry->regexp),
                       .replacement = entry->replacement});
  }
  return records;
}

}  // namespace

/// c-ares on an asio loop: it says which of its sockets want what, we say when they have it.
class DnsClient::Impl : public std::enable_shared_from_this<DnsClient::Impl> {
 public:
  Impl(asio::io_context& loop, const std::string& servers) : loop_(loop), timer_(loop) {
    ares_options options{};
    options.timeout = kTimeoutMs;
    options.tries = kTries;
    options.sock_state_cb_data = this;
    options.sock_state_cb = [](void* self, ares_socket_t fd, int read, int write) {
      static_cast<Impl*>(self)->watch(fd, read != 0, write != 0);
    };
    const int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    usable_ = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS &&
              ares_init_options(&channel_, &options, mask) == ARES_SUCCESS;
    if (usable_ && !servers.empty()) {
      usable_ = ares_set_servers_ports_csv(channel_, servers.c_str()) == ARES_SUCCESS;
    }
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void close() {
    closed_ = true;
    timer_.cancel();
    if (channel_ != nullptr) ares_destroy(channel_);
    channel_ = nullptr;
    ares_library_cleanup();
  }

  template <typename Record>
  void ask(const std::string& name, int kind, Parsed<Record> (*parse)(Bytes),
           Answer<Record> answer) {
    auto question = std::make_unique<Question>();
    question->owner = this;
    question->done = [parse, answer = std::move(answer)](int status, Bytes bytes) {
      answer(status == ARES_SUCCESS ? parse(bytes) : unexpected(failure_of(status)));
    };
    if (!usable_) return finish(std::move(question), ARES_ESERVFAIL, {});
    ares_query(channel_, name.c_str(), ns_c_in, kind, &Impl::answered, question.release());
    arm();
  }

 private:
  struct Question {
    Impl* owner = nullptr;
    std::function<void(int, Bytes)> done;
  };
  /// One of c-ares' sockets; it stays theirs to close.
  struct Socket {
    explicit Socket(asio::io_context& loop, int fd) : descriptor(loop, fd) {}
    ~Socket() { descriptor.release(); }
    asio::posix::stream_descriptor descriptor;
    bool wants_read = false;
    bool wants_write = false;
  };

  static void answered(void* argument, int status, int, unsigned char* bytes, int size) {
    std::unique_ptr<Question> question(static_cast<Question*>(argument));
    if (status == ARES_EDESTRUCTION || question->owner->closed_) return;
    Impl& self = *question->owner;
    self.finish(std::move(question), status,
                bytes == nullptr ? Bytes() : Bytes(bytes, static_cast<std::size_t>(size)));
  }

  /// Always from the loop: c-ares may answer a bad name from within the question.
  void finish(std::unique_ptr<Question> question, int status, Bytes bytes) {
    asio::post(loop_, [self = shared_from_this(), question = std::shared_ptr(std::move(question)),
                       status, copy = std::vector<unsigned char>(bytes.begin(), bytes.end())] {
      std::vector<unsigned char> own = copy;
      if (!self->closed_) question->done(status, own);
    });
  }

  void watch(int fd, bool read, bool write) {
    if (!read && !write) {
      // c-ares closes it next: the reactor must have let go of it by then.
      if (const auto found = sockets_.find(fd); found != sockets_.end()) {
        found->second->descriptor.release();
        sockets_.erase(found);
      }
      return;
    }
    auto& socket = sockets_[fd];
    if (!socket) socket = std::make_shared<Socket>(loop_, fd);
    const bool new_read = read && !socket->wants_read, new_write = write && !socket->wants_write;
    socket->wants_read = read;
    socket->wants_write = write;
    if (new_read) wait(fd, asio::posix::stream_descriptor::wait_read);
    if (new_write) wait(fd, asio::posix::stream_descriptor::wait_write);
  }

  void wait(int fd, asio::posix::stream_descriptor::wait_type what) {
    const auto socket = sockets_.at(fd);
    socket->descriptor.async_wait(what, [self = shared_from_this(), socket, fd,
                                         what](const boost::system::error_code& error) {
      if (error || self->closed_) return;
      const bool reading = what == asio::posix::stream_descriptor::wait_read;
      ares_process_fd(self->channel_, reading ? fd : ARES_SOCKET_BAD,
                      reading ? ARES_SOCKET_BAD : fd);
      const auto found = self->sockets_.find(fd);
      const bool same = found != self->sockets_.end() && found->second == socket;
      if (same && (reading ? socket->wants_read : socket->wants_write)) self->wait(fd, what);
      self->arm();
    });
  }

  void arm() {
    timeval next{};
    if (closed_ || ares_timeout(channel_, nullptr, &next) == nullptr) return;
    timer_.expires_after(std::chrono::seconds(next.tv_sec) +
                         std::chrono::microseconds(next.tv_usec));
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error || self->closed_) return;
      ares_process_fd(self->channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
      self->arm();
    });
  }

  asio::io_context& loop_;
  asio::steady_timer timer_;
  ares_channel channel_ = nullptr;
  bool usable_ = false;
  bool closed_ = false;
  std::map<int, std::shared_ptr<Socket>> sockets_;
};

DnsClient::DnsClient(asio::io_context& loop, const std::string& servers)
    : impl_(std::make_shared<Impl>(loop, servers)) {}

DnsClient::~DnsClient() {
  impl_->close();
}

void DnsClient::addresses_v4(const std::string& name, Answer<IpAddress> answer) {
  impl_->ask(name, ns_t_a, &parse_v4, std::move(answer));
}

void DnsClient::addresses_v6(const std::string& name, Answer<IpAddress> answer) {
  impl_->ask(name, ns_t_aaaa, &parse_v6, std::move(answer));
}

void DnsClient::services(const std::string& name, Answer<ServiceRecord> answer) {
  impl_->ask(name, ns_t_srv, &parse_services, std::move(answer));
}

void DnsClient::naptr(const std::string& name, Answer<NaptrRecord> answer) {
  impl_->ask(name, ns_t_naptr, &parse_naptr, std::move(answer));
}

}  // namespace sidetone::net
