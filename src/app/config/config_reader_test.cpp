#include "app/config/config_reader.h"

#include "app/config/config_check.h"
#include "app/config/config_keys.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace sidetone::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ConfigReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sidetone-config-XXXXXX";
    directory_ = ::mkdtemp(name);
    file_ = directory_ / "c.toml";
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  Expected<Config, ConfigErrors> read(const std::string& text, Environment environment = {}) {
    std::ofstream(file_) << text;
    return read_config({.defaults = {}, .file = file_, .environment = std::move(environment)});
  }
  /// The errors without the directory's name.
  std::vector<std::string> errors(const std::string& text, Environment environment = {}) {
    const auto config = read(text, std::move(environment));
    if (config) return {"no error"};
    std::vector<std::string> lines;
    for (std::string line : config.error()) {
      const std::size_t at = line.find(directory_.string());
      if (at != std::string::npos) line.erase(at, directory_.string().size() + 1);
      lines.push_back(line);
    }
    return lines;
  }

  std::filesystem::path directory_, file_;
};

TEST_F(ConfigReaderTest, TakesEveryKindOfValue) {
  const auto config = read(R"(
    state_dir = "/srv/phone"
    [listen]
    address = "192.0.2.1"
    https_port = 8443
    [media]
    rtp_ports = "30000-30999"
    advertise = ["203.0.113.7", "2001:db8::7"]
    [log]
    format = "json"
  )");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->state_dir, "/srv/phone");
  EXPECT_EQ(config->listen.address.to_string(), "192.0.2.1");
  EXPECT_EQ(config->listen.https_port, 8443);
  EXPECT_EQ(config->media.rtp_ports, (PortRange{30'000, 30'999}));
  EXPECT_EQ(config->media.advertise.size(), 2u);
  EXPECT_EQ(config->log.format, LogFormat::kJson);
  EXPECT_EQ(config->listen.sip_port, 5060) << "what is not named keeps its default";
}

TEST_F(ConfigReaderTest, TheEnvironmentWinsOverTheFile) {
  const auto config = read("state_dir = \"a\"\n[listen]\nhttps_port = 1000\n",
                           {{"SIDETONE_LISTEN_HTTPS_PORT", "2000"},
                            {"SIDETONE_STATE_DIR", "b"},
                            {"SIDETONE_MEDIA_RTP_PORTS", "30000-30999"},
                            {"SIDETONE_MEDIA_ADVERTISE", "192.0.2.1, 192.0.2.2"}});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->listen.https_port, 2000);
  EXPECT_EQ(config->state_dir, "b");
  EXPECT_EQ(config->media.rtp_ports.first, 30'000);
  EXPECT_EQ(config->media.advertise.size(), 2u);
}

TEST_F(ConfigReaderTest, AnUnknownKeyIsAnErrorWithItsLineAndAGuess) {
  EXPECT_THAT(errors("\n[listen]\nhttps_prot = 1\n"),
              ElementsAre("c.toml:3: listen.https_prot is unknown; did you mean "
                          "listen.https_port?"));
  EXPECT_THAT(errors("https_port = 1\n"),
              ElementsAre("c.toml:1: https_port is unknown; did you mean listen.https_port?"));
  EXPECT_THAT(errors("[colours]\nwall = 1\n"),
              ElementsAre("c.toml:1: colours is unknown; docs/config.md lists every key"));
}

TEST_F(ConfigReaderTest, SaysOfEachBadValueWhatWouldBeRight) {
  EXPECT_THAT(errors("[listen]\nhttps_port = 70000\naddress = \"nowhere\"\n[log]\nlevel = "
                     "\"loud\"\n[media]\nrtp_ports = \"1-2\"\nworkers = 1.5\n"),
              testing::UnorderedElementsAre(
                  "c.toml:2: listen.https_port = 70000 does not fit; a whole number from 0 to "
                  "65535",
                  "c.toml:3: listen.address = \"nowhere\" is not an IP address; an address of this "
                  "host, or \"0.0.0.0\" for all of them",
                  "c.toml:5: log.level = \"loud\" is unknown; one of debug, info, warning, error",
                  "c.toml:7: media.rtp_ports = \"1-2\" is not a range of ports; first-last from "
                  "1024 to 65535 with room for ten calls, such as \"20000-29999\"",
                  "c.toml:8: media.workers has a value of the wrong type; the default is 0"));
}

TEST_F(ConfigReaderTest, BrokenTomlHasItsLineToo) {
  const auto lines = errors("state_dir = \"a\"\n[listen\n");
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("c.toml:2: "));
  EXPECT_EQ(lines[0].find('\n'), std::string::npos);
}

TEST_F(ConfigReaderTest, AFileThatIsNotThereIsOneLine) {
  const auto config = read_config({.defaults = {}, .file = directory_ / "none", .environment = {}});
  ASSERT_FALSE(config);
  ASSERT_EQ(config.error().size(), 1u);
  EXPECT_THAT(config.error()[0], HasSubstr("none: "));
}

TEST_F(ConfigReaderTest, AVariableIsCheckedLikeAKey) {
  EXPECT_THAT(errors("", {{"SIDETONE_LISTEN_SIP_PORT", "sixty"}}),
              ElementsAre("SIDETONE_LISTEN_SIP_PORT: \"sixty\" does not fit; a whole number from 0 "
                          "to 65535"));
  EXPECT_THAT(errors("", {{"SIDETONE_LISTEN_SIP_PROT", "1"}}),
              ElementsAre("SIDETONE_LISTEN_SIP_PROT names no key; docs/config.md lists every key"));
  EXPECT_THAT(errors("", {{"SIDETONE_DEMO_PASSWORD", "x"}}), ElementsAre("no error"));
}

TEST_F(ConfigReaderTest, TwoListenersMayNotWantOnePort) {
  EXPECT_THAT(errors("[listen]\nsip_port = 5061\n"),
              ElementsAre("c.toml: listen.sip_port and listen.sips_port want the same TCP port "
                          "5061; each needs its own"));
  EXPECT_THAT(errors("[media]\nwebrtc_port = 20100\nworkers = 1\n"),
              ElementsAre("c.toml: media.webrtc_port and media.rtp_ports want the same UDP port "
                          "20100; each needs its own"));
  EXPECT_THAT(errors("[listen]\nsip_port = 0\nsips_port = 0\n"), ElementsAre("no error"));
}

TEST_F(ConfigReaderTest, ACertificateNeedsItsKey) {
  EXPECT_THAT(
      errors("[tls]\ncertificate = \"a.pem\"\n"),
      ElementsAre("c.toml: tls.certificate and tls.key belong together; set both, or none"));
}

TEST(ConfigKeys, EveryDefaultPassesItsOwnCheck) {
  for (const Config& defaults : {Config{}, demo_defaults()}) {
    EXPECT_THAT(check_config(defaults), testing::IsEmpty());
  }
}

TEST(ConfigKeys, TheDocumentHasEveryKeyWithItsDefaults) {
  std::ifstream file(std::filesystem::path(SIDETONE_CORPUS_DIR) / "../../docs/config.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const ConfigKey& key : config_keys()) {
    const std::string production = key.show(Config{}), demo = key.show(demo_defaults());
    std::string row = "| `" + key.path() + "` | `" + production + "`";
    if (demo != production) row += ", demo `" + demo + "`";
    EXPECT_THAT(text.str(), HasSubstr(row + " |"));
  }
}

TEST(ConfigKeys, NamesItsVariable) {
  EXPECT_EQ(find_key("listen", "https_port")->variable(), "SIDETONE_LISTEN_HTTPS_PORT");
  EXPECT_EQ(find_key("", "state_dir")->variable(), "SIDETONE_STATE_DIR");
}

}  // namespace
}  // namespace sidetone::app
