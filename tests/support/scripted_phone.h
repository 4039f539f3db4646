#pragma once

#include "base/random.h"
#include "base/time.h"
#include "sip/user_agent.h"

#include <optional>
#include <string>
#include <vector>

namespace sidetone::test {

/// A phone for scenarios: speaks real SIP through a user agent of its own, answers challenges, and
/// does with calls what the test tells it. One call at a time; it rings by itself.
class ScriptedPhone {
 public:
  struct Account {
    std::string number;  ///< "101"
    std::string domain = "one.test";
    std::string secret = "secret";
    std::string instance = {};       ///< `<urn:uuid:…>`: a browser's.
    std::string fingerprint = {};    ///< "sha-256 AB:…" of a browser; empty: of nobody.
    std::string registers_for = {};  ///< The address in To of its REGISTER; empty: its own.
    std::string dials_at = {};       ///< The domain of those it calls; empty: its own.
  };
  enum class State { kIdle, kCalling, kIncoming, kTalking };

  /// `line` is how it reaches the switchboard: its own address is `line.local`.
  ScriptedPhone(Account account, sip::Peer line, std::uint64_t seed);

  void enroll(Instant now, int expires_seconds = 600);
  void dial(std::string number, Instant now);
  void answer(Instant now);
  void refuse(int status, Instant now);
  /// BYE, CANCEL or a refusal: whatever fits its state.
  void hang_up(Instant now);
  /// re-INVITE with another direction: "sendonly", "sendrecv", …
  void change_direction(std::string direction, Instant now);

  void handle_bytes(std::string_view bytes, Instant now);
  void handle_time(Instant now);
  [[nodiscard]] std::optional<sip::Datagram> poll(Instant now);
  [[nodiscard]] Instant deadline() const { return agent_.deadline(); }

  // What a test may ask.
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] bool enrolled() const { return enrolled_; }
  [[nodiscard]] bool hears_ringback() const { return progress_ == 180; }
  [[nodiscard]] bool has_early_media() const { return early_media_; }
  /// Final status of the last request it made, call or REGISTER; 200 once answered.
  [[nodiscard]] int last_status() const { return last_status_; }
  /// How the last call ended: the Reason header's cause and text.
  [[nodiscard]] const sip::Ending& ending() const { return ending_; }
  [[nodiscard]] const std::string& remote_sdp() const { return remote_sdp_; }
  /// Display name and number of the last caller.
  [[nodiscard]] const sip::NameAddr& caller() const { return caller_; }
  [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
  [[nodiscard]] const sip::Peer& line() const { return line_; }
  [[nodiscard]] const Account& account() const { return account_; }
  /// The port in its present or last description: another one for each call.
  [[nodiscard]] std::uint16_t media_port() const { return media_port_; }
  /// What a browser's description calls its end of ICE.
  [[nodiscard]] std::string ice_ufrag() const { return account_.number + "user"; }
  /// Whether it made its present or last call itself, and which number it dialled then.
  [[nodiscard]] bool placed_call() const { return placed_call_; }
  [[nodiscard]] const std::string& dialled() const { return dialled_; }
  [[nodiscard]] const std::vector<std::string>& codecs() const { return codecs_; }
  /// What its microphone hears; 0: packets with a mark instead of sound.
  [[nodiscard]] double tone_hz() const { return tone_hz_; }
  [[nodiscard]] std::size_t leaks() const {
    return agent_.open_sessions() + agent_.open_transactions();
  }
  void set_early_media(bool on) { sends_early_media_ = on; }
  /// SDP codec lines, e.g. {"0 PCMU/8000"}; what it offers and answers with.
  void set_codecs(std::vector<std::string> codecs) { codecs_ = std::move(codecs); }
  /// Its datagrams come from there now.
  void move_to(const SocketAddress& address) { line_.local = address; }
  /// The user part of the address that it registers; its number otherwise.
  void set_contact_user(std::string user) { contact_user_ = std::move(user); }
  void set_tone(double hz) { tone_hz_ = hz; }
  /// It dials sips: URIs.
  void set_sips(bool on) { sips_ = on; }
  void set_late_offer(bool on) { late_offer_ = on; }
  void set_refuses_at_once(int status) { refuses_at_once_ = status; }
  void set_answers_at_once(bool on) { answers_at_once_ = on; }

 private:
  void handle(const sip::UserAgent::IncomingInvite& event, Instant now);
  void handle(const sip::UserAgent::IncomingRequest& event, Instant now);
  void handle(const sip::UserAgent::Progress& event, Instant now);
  void handle(const sip::UserAgent::Answered& event, Instant now);
  void handle(const sip::UserAgent::Refused& event, Instant now);
  void handle(const sip::UserAgent::Cancelled& event, Instant now);
  void handle(const sip::UserAgent::Acknowledged& event, Instant now);
  void handle(const sip::UserAgent::Offer& event, Instant now);
  void handle(const sip::UserAgent::Ended& event, Instant now);
  void handle(const sip::UserAgent::ResponseReceived& event, Instant now);
  template <typename Event>
  void handle(const Event&, Instant) {}

  [[nodiscard]] std::string sdp() const;
  [[nodiscard]] sip::Request register_request(int expires_seconds);
  [[nodiscard]] sip::Uri dialled_uri() const;
  void place_call(const sip::HeaderFields& credentials, Instant now);
  void begin_call(bool placed);
  void end(const sip::Ending& ending);

  Account account_;
  sip::Peer line_;
  SeededRandom random_;
  sip::UserAgent agent_;
  State state_ = State::kIdle;
  sip::SessionId session_;
  std::string dialled_;
  std::string local_direction_ = "sendrecv";
  std::vector<std::string> codecs_{"0 PCMU/8000", "8 PCMA/8000"};
  std::string offer_;
  std::string contact_user_;
  std::string remote_sdp_;
  sip::NameAddr caller_;
  sip::HeaderFields headers_;
  sip::Ending ending_;
  std::uint16_t media_port_ = 0;
  double tone_hz_ = 0;
  bool placed_call_ = false;
  std::string register_call_id_;
  std::uint32_t register_cseq_ = 0;
  int register_expires_ = 600;
  bool enrolled_ = false;
  bool tried_credentials_ = false;
  bool sends_early_media_ = false;
  bool sips_ = false;
  bool late_offer_ = false;
  bool answers_at_once_ = false;
  bool early_media_ = false;
  int refuses_at_once_ = 0;
  int progress_ = 0;
  int last_status_ = 0;
};

}  // namespace sidetone::test
