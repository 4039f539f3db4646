#include "app/shard.h"

#include "app/clock.h"
#include "app/log.h"

#include <utility>
#include <variant>

namespace sidetone::app {

Shard::Shard(boost::asio::io_context& loop, const call::Switchboard::Config& config,
             const directory::Directory& directory, Random& random, Neighbours neighbours)
    : neighbours_(neighbours),
      switchboard_(config, directory, neighbours.media, random),
      timer_(loop),
      media_news_(loop, neighbours.media.news().fd()) {
  neighbours_.transport.set_user(*this);
  wait_for_media();
  handle_batch_end();
}

Shard::~Shard() {
  media_news_.release();  // The pool closes it.
}

void Shard::handle_flow_opened(const sip::Peer& peer,
                               std::optional<call::BrowserIdentity> identity) {
  switchboard_.handle_flow_opened(peer, std::move(identity));
  carry_out();
}

void Shard::handle_flow_closed(sip::FlowId flow) {
  switchboard_.handle_flow_closed(flow, now());
  carry_out();
}

void Shard::handle_sip(const sip::Peer& source, std::string_view bytes) {
  switchboard_.handle_sip(source, bytes, now());
  carry_out();
}

void Shard::handle_transport_error(const sip::Peer& target) {
  // It may come out of a send that we are in the middle of: the switchboard hears of it next.
  unreachable_.push_back(target);
}

void Shard::handle_batch_end() {
  carry_out();
  neighbours_.media.flush();
  neighbours_.transport.flush();
  arm();
}

void Shard::revoke_session(std::string_view session) {
  switchboard_.revoke_session(session, now());
  handle_batch_end();
}

bool Shard::hang_up(directory::TenantId tenant, directory::ExtensionId extension,
                    std::string_view call) {
  const bool found = switchboard_.hang_up(tenant, extension, call, now());
  handle_batch_end();
  return found;
}

void Shard::drain() {
  switchboard_.drain();
  handle_batch_end();
}

void Shard::hang_up_all() {
  switchboard_.hang_up_all(now());
  handle_batch_end();
}

void Shard::carry_out() {
  while (true) {
    while (auto output = switchboard_.poll()) {
      std::visit([this](auto&& value) { carry_out(std::forward<decltype(value)>(value)); },
                 std::move(*output));
    }
    if (unreachable_.empty()) return;
    const sip::Peer target = unreachable_.back();
    unreachable_.pop_back();
    switchboard_.handle_transport_error(target, now());
  }
}

void Shard::carry_out(call::Switchboard::Send&& output) {
  neighbours_.transport.send(std::move(output.datagram));
}
void Shard::carry_out(call::Switchboard::CloseFlow&& output) {
  neighbours_.transport.close_flow(output.flow);
}
void Shard::carry_out(call::Switchboard::ToMedia&& output) {
  neighbours_.media.send(output.worker, std::move(output.command));
}
void Shard::carry_out(call::Switchboard::CallChanged&& output) {
  neighbours_.observer.handle_call_changed(output.view);
}
void Shard::carry_out(call::Switchboard::CallEnded&& output) {
  neighbours_.observer.handle_call_ended(std::move(output.cdr));
}
void Shard::carry_out(call::Switchboard::RegistrationChanged&& output) {
  neighbours_.observer.handle_registration_changed(output);
}
void Shard::carry_out(call::Switchboard::LookUp&& output) {
  neighbours_.names.look_up(output.question,
                            [this, id = output.question.id](sip::NameAnswer answer) {
                              switchboard_.handle_name_answer(id, std::move(answer), now());
                              handle_batch_end();
                            });
}
void Shard::carry_out(call::Switchboard::Counted&& output) {
  ++counts_[output.name];
}
void Shard::carry_out(call::Switchboard::Log&& output) {
  log::core(output.event, output.text);
}

void Shard::arm() {
  // A later deadline waits until the armed one has passed: most messages then cost no timer.
  if (switchboard_.deadline() >= armed_) return;
  armed_ = switchboard_.deadline();
  timer_.expires_at(to_steady(armed_));
  wait_for_time();
}

void Shard::wait_for_time() {
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // Armed anew meanwhile.
    armed_ = kNever;
    switchboard_.handle_time(now());
    handle_batch_end();
  });
}

void Shard::wait_for_media() {
  media_news_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [this](const boost::system::error_code& error) {
                           if (error) return;
                           neighbours_.media.news().clear();
                           take_media_events();
                           wait_for_media();
                         });
}

void Shard::take_media_events() {
  while (const auto event = neighbours_.media.poll()) {
    switchboard_.handle_media(*event, now());
    carry_out();
  }
  handle_batch_end();
}

}  // namespace sidetone::app
