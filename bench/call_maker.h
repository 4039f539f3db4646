#pragma once

#include "line.h"
#include "sip_user.h"

#include <cstdint>
#include <deque>
#include <string>

namespace sidetone::bench {

/// An account on its line: carries its messages and keeps its news.
class Party {
 public:
  /// Both outlive the party.
  Party(Line& line, SipUser& user) : line_(line), user_(user) {}

  /// Sends what waits, and handles all that came.
  void work();
  [[nodiscard]] std::deque<SipUser::Output>& news() { return news_; }
  [[nodiscard]] SipUser& user() { return user_; }
  [[nodiscard]] const Line& line() const { return line_; }

 private:
  void send();

  Line& line_;
  SipUser& user_;
  std::deque<SipUser::Output> news_;
};

/// Two desk phones of the demo tenant, each on a line of its own.
struct DeskPhones {
  DeskPhones(std::uint16_t server_port, const std::string& password);
  DeskPhones(const DeskPhones&) = delete;
  DeskPhones& operator=(const DeskPhones&) = delete;

  UdpLine caller_line, callee_line;
  SipUser caller_user, callee_user;
  Party caller, callee;
};
/// What a desk phone says of its media, in an offer and in an answer: PCMU.
[[nodiscard]] std::string phone_description(const Port& rtp, const Port& rtcp);

/// Makes calls from one account to another, one after the other. Everything here throws
/// std::runtime_error when the server refuses or takes more than five seconds.
class CallMaker {
 public:
  CallMaker(Party& caller, Party& callee) : caller_(caller), callee_(callee) {}

  void enroll();

  /// What the two sides say of their media; the caller's first.
  struct Descriptions {
    std::string caller, callee;
  };
  /// What the server says to each of them, once the call is up.
  Descriptions make(const Descriptions& own);
  void hang_up_all();
  /// Answers what the server asks meanwhile.
  void work();

 private:
  template <typename Wanted>
  Wanted await(Party& party);

  Party& caller_;
  Party& callee_;
  std::deque<std::string> calls_;  ///< Of the caller.
};

}  // namespace sidetone::bench
