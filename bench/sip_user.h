#pragma once

#include "sip/auth/hash.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace sidetone::bench {

/// One SIP account that registers, makes calls and takes them, any number at a time, over a
/// transport that loses nothing: it repeats no request. Answers come from poll(), as everywhere.
class SipUser {
 public:
  struct Config {
    std::string number;
    std::string password;       ///< Empty: the connection is authorised itself.
    std::string via;            ///< "UDP 127.0.0.1:5070" or "WS bench.invalid".
    std::string contact;        ///< URI.
    std::string contact_extra;  ///< Parameters of the registered contact: ";+sip.instance=…".
  };
  static constexpr std::string_view kDomain = "demo.test";

  struct Send {
    std::string message;
  };
  struct Registered {};
  /// A call for this user; answer() it.
  struct Incoming {
    std::string call_id;
    std::string sdp;
  };
  /// Our call was answered, and the answer acknowledged.
  struct Answered {
    std::string call_id;
    std::string sdp;
  };
  /// The caller has acknowledged our answer.
  struct Confirmed {
    std::string call_id;
  };
  /// By BYE from either side.
  struct Ended {
    std::string call_id;
  };
  /// A request was refused, REGISTER too; `call_id` is unknown from now on.
  struct Refused {
    std::string call_id;
    int status = 0;
  };
  using Output = std::variant<Send, Registered, Incoming, Answered, Confirmed, Ended, Refused>;

  explicit SipUser(Config config) : config_(std::move(config)) {}

  void enroll();
  struct Invitation {
    std::string to;          ///< Number.
    std::string sdp;         ///< The offer.
    std::string user_agent;  ///< Stands in the call record, and so tells one call from another.
  };
  /// The call's id.
  std::string call(const Invitation& invitation);
  /// 180, then 200 with the answer.
  void answer(const std::string& call_id, const std::string& sdp);
  void hang_up(const std::string& call_id);
  void handle(std::string_view message);
  [[nodiscard]] std::optional<Output> poll();
  [[nodiscard]] const std::string& number() const { return config_.number; }

 private:
  struct Call {
    std::string local, remote;  ///< From and To as we write them, with their tags.
    std::string target;         ///< Request-URI of what we send.
    std::uint32_t cseq = 1;
    int tries = 0;
    Invitation invitation;    ///< Of our own call.
    std::string response;     ///< Of a call for us: the start of each response, and the last one.
    std::string last_answer;  ///< To a request that came again.
  };
  /// What a challenge said, kept for the next request.
  struct Challenge {
    std::string realm, nonce, ha1;
    std::uint32_t count = 0;
  };

  void send_register();
  void send_invite(const std::string& call_id, Call& call);
  void send_ack(const std::string& call_id, const Call& call, std::string_view branch);
  [[nodiscard]] std::string head(std::string_view method, std::string_view uri,
                                 std::string_view branch) const;
  [[nodiscard]] std::string authorization(std::string_view method, std::string_view uri);
  void learn(std::string_view challenge);
  [[nodiscard]] std::string fresh(std::string_view prefix);

  void handle_request(std::string_view message);
  void handle_invite(std::string_view message);
  void handle_response(std::string_view message);
  void handle_register_response(int status, std::string_view challenge);
  void handle_invite_response(std::string_view message, const std::string& call_id, Call& call);

  Config config_;
  sip::Hasher hasher_;
  std::optional<Challenge> challenge_;
  std::string register_call_id_;
  std::uint32_t register_cseq_ = 0;
  std::uint64_t last_token_ = 0;
  std::unordered_map<std::string, Call> calls_;
  std::deque<Output> outputs_;
};

}  // namespace sidetone::bench
