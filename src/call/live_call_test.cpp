#include "call/live_call.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

LiveCall call_from_101_to_102() {
  LiveCall call{.machine = Call::answered_by_server()};
  call.cdr = {.id = "c1",
              .tenant = directory::TenantId(1),
              .caller_number = "101",
              .caller_name = "Reception",
              .dialled = "102",
              .caller_extension = directory::ExtensionId(1),
              .callee_extension = directory::ExtensionId(2),
              .callee_name = "Sales"};
  return call;
}

TEST(CallView, ShowsEachSideTheOther) {
  const LiveCall call = call_from_101_to_102();
  EXPECT_EQ(caller_view(call).peer_name, "Sales");
  EXPECT_TRUE(caller_view(call).outgoing);
  EXPECT_EQ(callee_view(call)->peer_number, "101");
  EXPECT_FALSE(callee_view(call)->outgoing);
  EXPECT_EQ(callee_view(call)->extension, directory::ExtensionId(2));
}

TEST(CallView, IsEarlyForTheOneWhoHearsSomething) {
  LiveCall call = call_from_101_to_102();
  call.state = CallState::kEarly;
  EXPECT_EQ(caller_view(call).state, CallState::kEarly);
  EXPECT_EQ(callee_view(call)->state, CallState::kRinging);
}

TEST(CallView, IsForTheCallerAloneWhenNoExtensionIsCalled) {
  LiveCall call = call_from_101_to_102();
  call.cdr.callee_extension.reset();
  EXPECT_EQ(callee_view(call), std::nullopt);
}

}  // namespace
}  // namespace sidetone::call
