#include "sip/message/parameters.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(Parameters, AreFoundWithoutCase) {
  Parameters parameters;
  parameters.append({"Tag", "a"});
  parameters.append({"lr", std::nullopt});
  EXPECT_EQ(parameters.find("tag"), "a");
  EXPECT_EQ(parameters.find("LR"), "");
  EXPECT_TRUE(parameters.has("LR"));
  EXPECT_EQ(parameters.find("branch"), std::nullopt);
}

TEST(Parameters, AreReplacedInTheirPlace) {
  Parameters parameters;
  parameters.set("rport", std::nullopt);
  parameters.set("branch", "z9hG4bK1");
  parameters.set("RPORT", "5060");
  EXPECT_EQ(parameters.begin()->value, "5060");
  EXPECT_EQ(std::distance(parameters.begin(), parameters.end()), 2);
}

TEST(Parameters, AreRemovedInEveryCase) {
  Parameters parameters;
  parameters.append({"tag", "a"});
  parameters.append({"TAG", "b"});
  parameters.remove("Tag");
  EXPECT_TRUE(parameters.empty());
}

}  // namespace
}  // namespace sidetone::sip
