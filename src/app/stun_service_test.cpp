#include "app/stun_service.h"

#include "rtc/stun/stun_view.h"
#include "rtc/stun/stun_writer.h"

#include <gtest/gtest.h>

#include <chrono>

namespace sidetone::app {
namespace {

const SocketAddress kRemote = *SocketAddress::parse("192.0.2.7:4321");
const rtc::StunTransactionId kId{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

std::vector<std::uint8_t> binding(rtc::StunClass message_class = rtc::StunClass::kRequest) {
  return rtc::StunWriter({.message_class = message_class, .transaction_id = kId}).take();
}

TEST(StunService, TellsTheAddressItWasAskedFrom) {
  const auto text = stun_answer(binding(), kRemote);
  ASSERT_TRUE(text);
  const std::vector<std::uint8_t> bytes(text->begin(), text->end());
  const auto answer = rtc::StunView::parse(bytes);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->is(rtc::StunClass::kSuccess, rtc::StunMethod::kBinding));
  EXPECT_EQ(answer->transaction_id(), kId);
  EXPECT_EQ(answer->address(rtc::StunAttribute::kXorMappedAddress), kRemote);
  EXPECT_FALSE(answer->has_fingerprint());
}

TEST(StunService, GivesTheFingerprintBackToWhoBringsOne) {
  const auto request =
      rtc::StunWriter({.message_class = rtc::StunClass::kRequest, .transaction_id = kId})
          .add_fingerprint()
          .take();
  const auto text = stun_answer(request, kRemote);
  ASSERT_TRUE(text);
  const std::vector<std::uint8_t> bytes(text->begin(), text->end());
  EXPECT_TRUE(rtc::StunView::parse(bytes)->has_fingerprint());
}

TEST(StunService, AnswersNothingElse) {
  EXPECT_FALSE(stun_answer(binding(rtc::StunClass::kIndication), kRemote));
  EXPECT_FALSE(stun_answer(binding(rtc::StunClass::kSuccess), kRemote));
  EXPECT_FALSE(stun_answer(rtc::StunWriter({.message_class = rtc::StunClass::kRequest,
                                            .method = rtc::StunMethod::kAllocate,
                                            .transaction_id = kId})
                               .take(),
                           kRemote));
  EXPECT_FALSE(stun_answer({}, kRemote));
}

TEST(StunService, AnswersOnTheWire) {
  boost::asio::io_context loop;
  net::DropCounters drops;
  const IpAddress loopback = IpAddress::v4({127, 0, 0, 1});
  StunService service(loop, std::move(*net::UdpSocket::open({loopback, 0})), drops);
  net::UdpListener client(loop, std::move(*net::UdpSocket::open({loopback, 0})), drops);
  std::optional<SocketAddress> told;
  client.start({.receive =
                    [&](const net::ReceiveBatch::Datagram& datagram) {
                      told = rtc::StunView::parse(datagram.bytes)
                                 ->address(rtc::StunAttribute::kXorMappedAddress);
                      loop.stop();
                    },
                .batch_end = [] {}});
  const auto request = binding();
  client.send({service.local(), {}, std::string(request.begin(), request.end())});
  client.flush();
  loop.run_for(std::chrono::seconds(2));
  EXPECT_EQ(told, client.local());
}

}  // namespace
}  // namespace sidetone::app
