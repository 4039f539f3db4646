#include "app/stun_service.h"

#include "rtc/stun/stun_view.h"
#include "rtc/stun/stun_writer.h"

namespace sidetone::app {

std::optional<std::string> stun_answer(std::span<const std::uint8_t> request,
                                       const SocketAddress& remote) {
  const auto message = rtc::StunView::parse(request);
  if (!message || !message->is(rtc::StunClass::kRequest, rtc::StunMethod::kBinding)) {
    return std::nullopt;
  }
  rtc::StunWriter answer({.message_class = rtc::StunClass::kSuccess,
                          .method = rtc::StunMethod::kBinding,
                          .transaction_id = message->transaction_id()});
  answer.add_address(rtc::StunAttribute::kXorMappedAddress, remote);
  // [RFC8489 §14.7] whoever tells STUN from other protocols by it, wants it back.
  if (message->has_fingerprint()) answer.add_fingerprint();
  return std::string(answer.bytes().begin(), answer.bytes().end());
}

StunService::StunService(boost::asio::io_context& loop, net::UdpSocket socket,
                         net::DropCounters& drops)
    : listener_(loop, std::move(socket), drops) {
  listener_.start({.receive =
                       [this](const net::ReceiveBatch::Datagram& datagram) {
                         if (auto answer = stun_answer(datagram.bytes, datagram.remote)) {
                           listener_.send({datagram.remote, datagram.local, std::move(*answer)});
                         }
                       },
                   .batch_end = [] {}});
}

}  // namespace sidetone::app
