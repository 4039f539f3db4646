#include "sip/transaction/derived_requests.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(DerivedRequests, AcknowledgesARefusalWithTheInvitesBranchAndTheResponsesTag) {
  EXPECT_EQ(to_bytes(ack_for(test_invite(), test_response(test_invite(), 486))),
            "ACK sip:bob@192.0.2.2 SIP/2.0\r\n"
            "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa\r\n"
            "Max-Forwards: 70\r\n"
            "Route: <sip:proxy.demo.test;lr>\r\n"
            "From: <sip:ann@demo.test>;tag=1\r\n"
            "To: <sip:bob@demo.test>;tag=2\r\n"
            "Call-ID: call-1\r\n"
            "CSeq: 7 ACK\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST(DerivedRequests, CancelsWithTheInvitesOwnToAndNumber) {
  EXPECT_EQ(to_bytes(cancel_for(test_invite())),
            "CANCEL sip:bob@192.0.2.2 SIP/2.0\r\n"
            "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa\r\n"
            "Max-Forwards: 70\r\n"
            "Route: <sip:proxy.demo.test;lr>\r\n"
            "From: <sip:ann@demo.test>;tag=1\r\n"
            "To: <sip:bob@demo.test>\r\n"
            "Call-ID: call-1\r\n"
            "CSeq: 7 CANCEL\r\n"
            "Content-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace sidetone::sip
