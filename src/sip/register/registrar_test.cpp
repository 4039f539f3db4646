#include "sip/register/registrar.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace sidetone::sip {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view kPage = "<urn:uuid:00000000-0000-0000-0000-000000000001>";

/// Devices of one address-of-record; writes down what the registrar tells its owner.
class Bench {
 public:
  explicit Bench(Registrar::Config config = {}) : registrar(config) {}

  struct Sent {
    std::vector<std::string> contacts;
    std::string expires;
    std::string call_id = "call";
    std::uint32_t cseq = 1;
    Peer source{.flow = FlowId(1), .transport = Transport::kUdp};
    bool outbound = false;
  };
  int send(const Sent& sent) {
    Request request{.method = "REGISTER", .uri = "sip:demo.test"};
    request.headers.add(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1");
    request.headers.add(HeaderId::kCallId, sent.call_id);
    request.headers.add(HeaderId::kCSeq, fmt::format("{} REGISTER", sent.cseq));
    for (const std::string& contact : sent.contacts) {
      request.headers.add(HeaderId::kContact, contact);
    }
    if (!sent.expires.empty()) request.headers.add(HeaderId::kExpires, sent.expires);
    if (sent.outbound) request.headers.add(HeaderId::kSupported, "outbound");
    result = registrar.handle_register(aor, request, sent.source, now);
    write_down();
    return result.status;
  }
  void write_down() {
    while (auto output = registrar.poll()) std::visit([&](const auto& o) { note(o); }, *output);
  }
  std::string contacts() const {
    std::string text;
    for (const auto& field : result.headers) {
      if (field.id == HeaderId::kContact) text += field.value + "\n";
    }
    return text;
  }
  /// "sip:a@h sip:b@h": who is registered.
  std::string registered() const {
    std::string text;
    for (const Binding& binding : registrar.bindings(aor)) {
      if (!text.empty()) text += ' ';
      text += binding.contact;
    }
    return text;
  }

  Registrar registrar;
  Aor aor{.tenant = 1, .user = "101"};
  Instant now{1h};
  Registrar::Result result;
  std::string trace;

 private:
  void note(const Registrar::Added& added) {
    trace += "added " + registrar.find(added.binding)->contact + "\n";
  }
  void note(const Registrar::Refreshed& refreshed) {
    trace += "refreshed " + registrar.find(refreshed.binding)->contact + "\n";
  }
  void note(const Registrar::Removed& removed) {
    constexpr const char* kWhy[] = {"unregistered", "expired", "flow closed", "replaced",
                                    "revoked"};
    trace += fmt::format("removed {}: {}\n", removed.binding.contact,
                         kWhy[static_cast<std::size_t>(removed.because)]);
  }
};

std::string page_contact(std::string_view user) {
  return fmt::format("<sip:{}@x.invalid;transport=ws>;reg-id=1;+sip.instance=\"{}\"", user, kPage);
}

Peer websocket(std::uint64_t flow) {
  return {.flow = FlowId(flow), .transport = Transport::kWss};
}

}  // namespace

TEST(Registrar, ABindingLivesUntilItExpires) {
  Bench bench;
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@192.0.2.7>"}, .expires = "120"}), 200);
  EXPECT_EQ(bench.contacts(), "<sip:a@192.0.2.7>;expires=120\n");
  EXPECT_EQ(bench.registrar.deadline(), bench.now + 120s);
  bench.registrar.handle_time(bench.now + 119s);
  bench.write_down();
  EXPECT_EQ(bench.registered(), "sip:a@192.0.2.7");
  bench.registrar.handle_time(bench.now + 120s);
  bench.write_down();
  EXPECT_EQ(bench.registered(), "");
  EXPECT_EQ(bench.trace, "added sip:a@192.0.2.7\nremoved sip:a@192.0.2.7: expired\n");
  EXPECT_EQ(bench.registrar.deadline(), kNever);
  EXPECT_EQ(bench.registrar.size(), 0U);
}

TEST(Registrar, ARefreshMovesTheExpiryAndKeepsTheBinding) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>"}, .expires = "120"});
  const BindingId id = bench.registrar.bindings(bench.aor)[0].id;
  bench.now += 60s;
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>"}, .expires = "120", .cseq = 2}), 200);
  EXPECT_EQ(bench.registrar.bindings(bench.aor)[0].id, id);
  EXPECT_EQ(bench.registrar.deadline(), bench.now + 120s);
  EXPECT_EQ(bench.trace, "added sip:a@h\nrefreshed sip:a@h\n");
}

TEST(Registrar, TheSameUriIsKnownHoweverItIsWritten) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@Host.Example;transport=udp;ob>"}});
  bench.send({.contacts = {"<sip:a@host.example;ob;transport=udp>"}, .cseq = 2});
  EXPECT_EQ(bench.registrar.size(), 1U);
}

TEST(Registrar, SeveralDevicesRegisterUnderOneName) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>;q=0.5"}});
  bench.send({.contacts = {"<sip:b@h>"}, .call_id = "other"});
  EXPECT_EQ(bench.registered(), "sip:b@h sip:a@h") << "the preferred one first";
  EXPECT_EQ(bench.contacts(), "<sip:b@h>;expires=3600\n<sip:a@h>;expires=3600;q=0.500\n");
}

TEST(Registrar, NamesOfTwoTenantsNeverMeet) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>"}});
  EXPECT_TRUE(bench.registrar.bindings({.tenant = 2, .user = "101"}).empty());
}

TEST(Registrar, WithoutContactsItOnlyTells) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>"}, .expires = "600"});
  bench.now += 100s + 1ms;
  EXPECT_EQ(bench.send({.cseq = 2}), 200);
  EXPECT_EQ(bench.contacts(), "<sip:a@h>;expires=500\n");
  EXPECT_EQ(bench.trace, "added sip:a@h\n");
}

TEST(Registrar, ExpiryZeroRemovesTheOneNamed) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>", "<sip:b@h>"}});
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>;expires=0"}, .cseq = 2}), 200);
  EXPECT_EQ(bench.registered(), "sip:b@h");
  EXPECT_EQ(bench.trace, "added sip:a@h\nadded sip:b@h\nremoved sip:a@h: unregistered\n");
}

TEST(Registrar, RemovingWhatIsNotThereIsFine) {
  Bench bench;
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>"}, .expires = "0"}), 200);
  EXPECT_EQ(bench.trace, "");
}

TEST(Registrar, AStarRemovesAll) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>", "<sip:b@h>"}});
  EXPECT_EQ(bench.send({.contacts = {"*"}, .expires = "0", .cseq = 2}), 200);
  EXPECT_EQ(bench.registered(), "");
  EXPECT_EQ(bench.registrar.size(), 0U);
  EXPECT_EQ(bench.send({.contacts = {"*"}, .expires = "0", .cseq = 3}), 200) << "none are left";
}

TEST(Registrar, AnOlderRequestOfTheSameCallChangesNothing) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>"}, .cseq = 5});
  EXPECT_EQ(bench.send({.contacts = {"<sip:b@h>", "<sip:a@h>;expires=0"}, .cseq = 5}), 500);
  EXPECT_EQ(bench.send({.contacts = {"*"}, .expires = "0", .cseq = 4}), 500);
  EXPECT_EQ(bench.registered(), "sip:a@h") << "all or nothing";
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>"}, .call_id = "rebooted", .cseq = 1}), 200);
}

TEST(Registrar, TooShortAnIntervalIsAnsweredWithTheShortest) {
  Bench bench;
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>", "<sip:b@h>;expires=59"}}), 423);
  EXPECT_EQ(bench.result.headers.find(HeaderId::kMinExpires), "60");
  EXPECT_EQ(bench.registered(), "");
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>;expires=60"}}), 200);
}

TEST(Registrar, TooLongAnIntervalIsCut) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>;expires=4294967295"}});
  EXPECT_EQ(bench.contacts(), "<sip:a@h>;expires=3600\n");
}

TEST(Registrar, AReloadedPageReplacesItsBinding) {
  Bench bench;
  bench.send({.contacts = {page_contact("old")}, .source = websocket(5)});
  bench.send({.contacts = {page_contact("new")}, .call_id = "c2", .source = websocket(6)});
  EXPECT_EQ(bench.registered(), "sip:new@x.invalid;transport=ws");
  EXPECT_EQ(bench.registrar.bindings(bench.aor)[0].peer.flow, FlowId(6));
  EXPECT_EQ(bench.trace,
            "added sip:old@x.invalid;transport=ws\nrefreshed sip:new@x.invalid;transport=ws\n");
  EXPECT_EQ(bench.contacts(), "<sip:new@x.invalid;transport=ws>;expires=3600;+sip.instance=\"" +
                                  std::string(kPage) + "\";reg-id=1\n");
}

TEST(Registrar, AFlowsDeathRemovesOnlyItsBinding) {
  Bench bench;
  bench.send({.contacts = {page_contact("page")}, .source = websocket(5)});
  bench.send({.contacts = {"<sip:desk@h>"}, .call_id = "c2"});
  bench.registrar.handle_flow_closed(FlowId(5));
  bench.write_down();
  EXPECT_EQ(bench.registered(), "sip:desk@h");
  EXPECT_EQ(bench.trace.substr(bench.trace.find("removed")),
            "removed sip:page@x.invalid;transport=ws: flow closed\n");
}

TEST(Registrar, TheLateDeathOfAReplacedFlowRemovesNothing) {
  Bench bench;
  bench.send({.contacts = {page_contact("old")}, .source = websocket(5)});
  bench.send({.contacts = {page_contact("new")}, .call_id = "c2", .source = websocket(6)});
  bench.registrar.handle_flow_closed(FlowId(5));
  bench.write_down();
  EXPECT_EQ(bench.registered(), "sip:new@x.invalid;transport=ws");
}

TEST(Registrar, AUdpSocketSharedByAllIsNoFlowThatDies) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>"}});
  bench.registrar.handle_flow_closed(FlowId(1));
  EXPECT_EQ(bench.registered(), "sip:a@h");
}

TEST(Registrar, ADeviceThatKeepsItsConnectionIsToldSo) {
  Bench bench;
  bench.send({.contacts = {page_contact("p")}, .source = websocket(5), .outbound = true});
  EXPECT_EQ(bench.result.headers.find(HeaderId::kRequire), "outbound");
  EXPECT_EQ(bench.result.headers.find("Flow-Timer"), "120");
  bench.send({.contacts = {"<sip:a@h>"}, .call_id = "c2", .outbound = true});
  EXPECT_FALSE(bench.result.headers.has(HeaderId::kRequire)) << "no reg-id";
  bench.send({.contacts = {page_contact("u")}, .call_id = "c3", .outbound = true});
  EXPECT_FALSE(bench.result.headers.has(HeaderId::kRequire)) << "over UDP";
}

TEST(Registrar, ANameHasSoManyContactsAndTheNextToExpireMakesRoom) {
  Bench bench({.max_contacts = 2});
  bench.send({.contacts = {"<sip:a@h>;expires=600"}});
  bench.send({.contacts = {"<sip:b@h>;expires=300"}, .call_id = "b"});
  bench.send({.contacts = {"<sip:c@h>;expires=600"}, .call_id = "c"});
  EXPECT_EQ(bench.registered(), "sip:a@h sip:c@h");
  EXPECT_NE(bench.trace.find("removed sip:b@h: replaced"), std::string::npos);
  EXPECT_EQ(bench.send({.contacts = {"<sip:d@h>", "<sip:e@h>", "<sip:f@h>"}, .call_id = "d"}), 400);
}

TEST(Registrar, AnOnlyContactMakesRoomForTheNext) {
  Bench bench({.max_contacts = 1});
  bench.send({.contacts = {"<sip:a@h>"}});
  bench.send({.contacts = {"<sip:b@h>"}, .call_id = "b"});
  EXPECT_EQ(bench.registered(), "sip:b@h");
  EXPECT_EQ(bench.registrar.size(), 1U);
}

TEST(Registrar, AFullRegistrarStillRefreshes) {
  Bench bench({.max_bindings = 1});
  bench.send({.contacts = {"<sip:a@h>"}});
  EXPECT_EQ(bench.send({.contacts = {"<sip:b@h>"}, .call_id = "b"}), 503);
  EXPECT_EQ(bench.result.headers.find(HeaderId::kRetryAfter), "60");
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>"}, .cseq = 2}), 200);
}

TEST(Registrar, AContactThatCannotBeReadChangesNothing) {
  Bench bench;
  EXPECT_EQ(bench.send({.contacts = {"<sip:a@h>", "<<"}}), 400);
  EXPECT_EQ(bench.registered(), "");
}

TEST(Registrar, ARevokedAccountLosesItsBindings) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>", "<sip:b@h>"}});
  bench.registrar.remove(bench.aor);
  bench.write_down();
  EXPECT_EQ(bench.registered(), "");
  EXPECT_NE(bench.trace.find("removed sip:a@h: revoked"), std::string::npos);
}

TEST(Registrar, ARestoredBindingExpiresLikeAnyOther) {
  Bench bench;
  Binding binding{.contact = "sip:a@h", .expires_at = bench.now + 60s};
  binding.peer.transport = Transport::kTcp;
  bench.registrar.restore(bench.aor, binding);
  bench.write_down();
  EXPECT_EQ(bench.registered(), "sip:a@h");
  bench.registrar.handle_time(bench.now + 60s);
  bench.write_down();
  EXPECT_EQ(bench.registered(), "");
}

TEST(Registrar, WhatIsGoneIsNotFound) {
  Bench bench;
  bench.send({.contacts = {"<sip:a@h>"}});
  const BindingId id = bench.registrar.bindings(bench.aor)[0].id;
  bench.send({.contacts = {"<sip:a@h>"}, .expires = "0", .cseq = 2});
  EXPECT_EQ(bench.registrar.find(id), nullptr);
}

TEST(Registrar, ThePathOfTheRequestIsKeptAndRepeated) {
  Bench bench;
  Request request{.method = "REGISTER", .uri = "sip:demo.test"};
  request.headers.add(HeaderId::kCallId, "c");
  request.headers.add(HeaderId::kCSeq, "1 REGISTER");
  request.headers.add(HeaderId::kContact, "<sip:a@h>");
  request.headers.add(HeaderId::kPath, "<sip:edge.test;lr>");
  bench.result = bench.registrar.handle_register(bench.aor, request, {}, bench.now);
  EXPECT_EQ(bench.result.headers.find(HeaderId::kPath), "<sip:edge.test;lr>");
  EXPECT_EQ(bench.registrar.bindings(bench.aor)[0].path,
            std::vector<std::string>{"<sip:edge.test;lr>"});
}

}  // namespace sidetone::sip
