#pragma once

#include "app/media_pool.h"
#include "app/name_server.h"
#include "app/sip_transport.h"
#include "base/time.h"
#include "call/switchboard.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::app {

/// Who reads along what happens to calls: the database and the event stream. Called between two
/// steps of the switchboard; must not ask anything of the shard from there.
class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void handle_call_changed(const call::CallView& view) = 0;
  virtual void handle_call_ended(call::Cdr cdr) = 0;
  virtual void handle_registration_changed(
      const call::Switchboard::RegistrationChanged& change) = 0;
};

/// The control shard's loop: brings the switchboard what happens outside, one thing at a time,
/// and carries out what it says after each: "one mutation, then drain". [house rule of the core]
/// Everything by reference outlives the io_context.
class Shard final : public SipUser {
 public:
  struct Neighbours {
    SipTransport& transport;
    MediaPool& media;
    CallObserver& observer;
    NameServer& names;
  };
  Shard(boost::asio::io_context& loop, const call::Switchboard::Config& config,
        const directory::Directory& directory, Random& random, Neighbours neighbours);

  // ---- from the API, on the loop's thread ----
  void revoke_session(std::string_view session);
  bool hang_up(directory::TenantId tenant, directory::ExtensionId extension, std::string_view call);
  void drain();
  void hang_up_all();
  [[nodiscard]] const call::Switchboard& switchboard() const { return switchboard_; }
  /// What the switchboard refused or dropped, by name.
  [[nodiscard]] const std::map<std::string_view, std::uint64_t>& counts() const { return counts_; }

  // ---- from the wires ----
  void handle_flow_opened(const sip::Peer& peer,
                          std::optional<call::BrowserIdentity> identity) override;
  void handle_flow_closed(sip::FlowId flow) override;
  void handle_sip(const sip::Peer& source, std::string_view bytes) override;
  void handle_transport_error(const sip::Peer& target) override;
  void handle_batch_end() override;

 private:
  void carry_out();
  void carry_out(call::Switchboard::Send&& output);
  void carry_out(call::Switchboard::CloseFlow&& output);
  void carry_out(call::Switchboard::ToMedia&& output);
  void carry_out(call::Switchboard::CallChanged&& output);
  void carry_out(call::Switchboard::CallEnded&& output);
  void carry_out(call::Switchboard::RegistrationChanged&& output);
  void carry_out(call::Switchboard::LookUp&& output);
  void carry_out(call::Switchboard::Counted&& output);
  void carry_out(call::Switchboard::Log&& output);

  void arm();
  void wait_for_time();
  void wait_for_media();
  void take_media_events();

  Neighbours neighbours_;
  call::Switchboard switchboard_;
  boost::asio::steady_timer timer_;
  Instant armed_ = kNever;
  boost::asio::posix::stream_descriptor media_news_;
  std::vector<sip::Peer> unreachable_;  ///< Found while an output was carried out.
  std::map<std::string_view, std::uint64_t> counts_;

 public:
  ~Shard() override;
};

}  // namespace sidetone::app
