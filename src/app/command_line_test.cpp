#include "app/command_line.h"

#include <gtest/gtest.h>

namespace sidetone::app {
namespace {

TEST(CommandLine, ServesWithAFileAndTheDemoTogether) {
  const auto line = parse_command_line({"serve", "--demo", "--config", "a.toml"});
  ASSERT_TRUE(line);
  const auto& serve = std::get<ServeCommand>(*line);
  EXPECT_TRUE(serve.demo);
  EXPECT_FALSE(serve.demo_open);
  EXPECT_EQ(serve.config_file, "a.toml");
}

TEST(CommandLine, ChecksTheFileItIsGiven) {
  const auto line = parse_command_line({"check-config", "a.toml"});
  ASSERT_TRUE(line);
  EXPECT_EQ(std::get<CheckConfigCommand>(*line).config_file, "a.toml");
}

TEST(CommandLine, SaysItsVersionAndHowItIsUsed) {
  EXPECT_EQ(std::get<ShowText>(*parse_command_line({"--version"})).text, "sidetone 0.1.0\n");
  const auto help = std::get<ShowText>(*parse_command_line({"--help"})).text;
  EXPECT_NE(help.find("check-config"), std::string::npos) << help;
  const auto serve = std::get<ShowText>(*parse_command_line({"serve", "--help"})).text;
  EXPECT_NE(serve.find("--demo"), std::string::npos) << serve;
}

TEST(CommandLine, RefusesWhatItDoesNotKnowInOneLine) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{},
                                                    {"srve"},
                                                    {"serve", "--dmeo"},
                                                    {"check-config"},
                                                    {"serve", "--demo-open"}}) {
    const auto line = parse_command_line(arguments);
    ASSERT_FALSE(line);
    EXPECT_NE(line.error().find("sidetone --help"), std::string::npos);
    EXPECT_EQ(line.error().find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace sidetone::app
