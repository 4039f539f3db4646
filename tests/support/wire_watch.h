#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sidetone::test {

/// Reads every SIP message at both ends of the wire and knows what must hold in the end: whoever
/// sent an INVITE got one final answer, and each call that the server took has one record.
class WireWatch {
 public:
  /// `peer` is the phone at the other end of that wire.
  void sent_by_phone(std::string_view peer, std::string_view message);
  void heard_by_phone(std::string_view message);
  void sent_by_server(std::string_view peer, std::string_view message);
  void heard_by_server(std::string_view message);

  /// New calls that were admitted: INVITEs outside of a dialog that the server did not challenge.
  [[nodiscard]] std::size_t calls() const;
  /// INVITEs with no or several final answers, other than those to or from a phone that is away.
  [[nodiscard]] std::string complaints(const std::set<std::string>& away) const;

 private:
  struct Invite {
    std::string peer;
    std::string what;  ///< "101 -> server" or the other way round.
    std::set<int> finals;
  };
  void note_invite(Invite invite, std::string_view message);
  void note_final(std::string_view message);

  std::map<std::string, Invite> invites_;          ///< By branch.
  std::map<std::string, std::set<int>> admitted_;  ///< First INVITEs at the server: its answers.
};

}  // namespace sidetone::test
