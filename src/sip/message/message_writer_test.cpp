#include "sip/message/message.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(MessageWriter, WritesARequestWithCanonicalNames) {
  Request request{.method = "MESSAGE", .uri = "sip:b@example.com"};
  request.headers.add("i", "1@a");
  request.headers.add("x-NEW", "kept as it is");
  request.headers.add("l", "99");
  request.body = "hello";
  EXPECT_EQ(to_bytes(request),
            "MESSAGE sip:b@example.com SIP/2.0\r\n"
            "Call-ID: 1@a\r\n"
            "x-NEW: kept as it is\r\n"
            "Content-Length: 5\r\n"
            "\r\n"
            "hello");
}

TEST(MessageWriter, WritesAResponse) {
  Response response{.status = 486, .reason = "Busy Here"};
  response.headers.add(HeaderId::kCSeq, "1 INVITE");
  EXPECT_EQ(to_bytes(response),
            "SIP/2.0 486 Busy Here\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
}

TEST(MessageWriter, LetsNoValueBeginALine) {
  Response response{.status = 200, .reason = "OK\r\nVia: evil"};
  response.headers.add("X-A\r\nB", "1\n\nbody");
  EXPECT_EQ(to_bytes(response),
            "SIP/2.0 200 OK  Via: evil\r\nX-A  B: 1  body\r\nContent-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace sidetone::sip
