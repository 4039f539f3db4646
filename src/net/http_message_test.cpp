#include "net/http_message.h"

#include "net/http_parse.h"

#include <gmock/gmock.h>

namespace sidetone::net {
namespace {

TEST(HttpHeaders, FindsAFieldInWhateverCase) {
  const HttpHeaders headers{{"Content-Type", "a"}, {"content-type", "b"}};
  EXPECT_EQ(headers.get("CONTENT-TYPE"), "a");
  EXPECT_EQ(headers.count("Content-Type"), 2u);
  EXPECT_EQ(headers.get("Host"), "");
}

TEST(Cookie, FindsTheOneThatWasAskedFor) {
  EXPECT_EQ(cookie("a=1; session=x=y; b=2", "session"), "x=y");
  EXPECT_EQ(cookie("a=1;b=2", "b"), "2");
  EXPECT_EQ(cookie("xsession=1", "session"), std::nullopt);
  EXPECT_EQ(cookie("", "session"), std::nullopt);
}

TEST(HttpHead, AValueCannotBecomeAHeaderOfItsOwn) {
  HttpResponse response;
  response.headers.add("X-Name", "a\r\nSet-Cookie: stolen=1");
  response.headers.add("X-Good", "b");
  const std::string head = write_head(response, {});
  EXPECT_EQ(head.find("stolen"), std::string::npos);
  EXPECT_THAT(head, testing::HasSubstr("X-Good: b\r\n"));
}

TEST(HttpHead, SaysTheLengthExceptWhereThereIsNoBody) {
  EXPECT_THAT(write_head({.status = 200, .headers = {}, .body = std::string("four")}, {}),
              testing::HasSubstr("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(write_head({.status = 200, .headers = {}, .body = std::string("four")}, {}),
              testing::HasSubstr("Content-Length: 4\r\n"));
  EXPECT_THAT(write_head({.status = 304, .headers = {}, .body = {}}, {}),
              testing::Not(testing::HasSubstr("Content-Length")));
  EXPECT_THAT(write_head({.status = 404, .headers = {}, .body = {}}, {}),
              testing::HasSubstr("Content-Length: 0\r\n"));
}

}  // namespace
}  // namespace sidetone::net
