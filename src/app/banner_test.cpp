#include "app/banner.h"

#include <gmock/gmock.h>

namespace sidetone::app {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Banner, SaysWhereToOpenAndAsWhomToSignIn) {
  const Config config = demo_defaults();
  const std::string text = to_text({.config = config,
                                    .password = "secret7",
                                    .password_file = "./var/demo-password",
                                    .open = false});
  EXPECT_THAT(text, HasSubstr("http://localhost:8080/\n"));
  EXPECT_THAT(text, HasSubstr("reception@demo.test (101)"));
  EXPECT_THAT(text, HasSubstr("secret7   (kept in ./var/demo-password)"));
  EXPECT_THAT(text, HasSubstr("UDP or TCP port 5060, TLS port 5061"));
  EXPECT_THAT(text, HasSubstr("from this computer only"));
}

TEST(Banner, DoesNotRepeatAPasswordThatTheOperatorChose) {
  const Config config = demo_defaults();
  const std::string text =
      to_text({.config = config, .password = {}, .password_file = {}, .open = true});
  EXPECT_THAT(text, HasSubstr("as in SIDETONE_DEMO_PASSWORD"));
  EXPECT_THAT(text, Not(HasSubstr("from this computer only")));
}

}  // namespace
}  // namespace sidetone::app
