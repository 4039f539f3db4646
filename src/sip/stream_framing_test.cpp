#include "sip/stream_framing.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

std::string message(std::string_view body, std::string_view length_header = "Content-Length") {
  return fmt::format("OPTIONS sip:a@example.com SIP/2.0\r\n{}: {}\r\nSubject: x\r\n\r\n{}",
                     length_header, body.size(), body);
}

/// One word per output: how long the cut message is, "pong", or why the stream broke.
class Bench {
 public:
  Bench& receive(std::string_view bytes) {
    framing_.handle_bytes(bytes);
    while (auto output = framing_.poll()) {
      if (!trace_.empty()) trace_ += ' ';
      std::visit([&](const auto& value) { note(value); }, *output);
    }
    return *this;
  }
  Bench& receive_bytewise(std::string_view bytes) {
    for (const char c : bytes) receive(std::string_view(&c, 1));
    return *this;
  }
  [[nodiscard]] const std::string& trace() const { return trace_; }
  [[nodiscard]] const std::string& last() const { return last_; }
  [[nodiscard]] Kind error() const { return error_; }
  [[nodiscard]] bool partial() const { return framing_.partial(); }

 private:
  void note(const StreamFraming::Cut& cut) {
    last_ = cut.bytes;
    trace_ += fmt::format("message:{}", cut.bytes.size());
  }
  void note(const StreamFraming::Pong&) { trace_ += "pong"; }
  void note(const StreamFraming::Broken& broken) {
    last_ = broken.bytes;
    error_ = broken.error.kind;
    trace_ += fmt::format("broken:{}", broken.error.what);
  }

  StreamFraming framing_;
  std::string trace_;
  std::string last_;
  Kind error_{};
};

TEST(StreamFraming, CutsAMessageThatComesWhole) {
  Bench bench;
  bench.receive(message("hello"));
  EXPECT_EQ(bench.trace(), fmt::format("message:{}", message("hello").size()));
  EXPECT_EQ(bench.last(), message("hello"));
  EXPECT_FALSE(bench.partial());
}

TEST(StreamFraming, CutsTwoMessagesAndKeepsTheBeginningOfAThird) {
  Bench bench;
  bench.receive(message("one") + message("") + message("three").substr(0, 20));
  EXPECT_EQ(bench.trace(),
            fmt::format("message:{} message:{}", message("one").size(), message("").size()));
  EXPECT_TRUE(bench.partial());
  bench.receive(message("three").substr(20));
  EXPECT_EQ(bench.last(), message("three"));
}

TEST(StreamFraming, CutsWhatComesByteByByte) {
  Bench bench;
  bench.receive_bytewise(message("hello") + message("again"));
  EXPECT_EQ(bench.trace(), fmt::format("message:{0} message:{0}", message("hello").size()));
  EXPECT_EQ(bench.last(), message("again"));
}

TEST(StreamFraming, ReadsTheCompactAndTheFoldedLength) {
  EXPECT_EQ(Bench().receive(message("hello", "l")).last(), message("hello", "l"));
  EXPECT_EQ(Bench().receive(message("hello", "CONTENT-LENGTH ")).last(),
            message("hello", "CONTENT-LENGTH "));
  const std::string folded =
      "OPTIONS sip:a@example.com SIP/2.0\r\nContent-Length:\r\n 5\r\n\r\nhello";
  EXPECT_EQ(Bench().receive(folded).last(), folded);
}

TEST(StreamFraming, AnswersAPingWithAPong) {
  EXPECT_EQ(Bench().receive("\r\n\r\n").trace(), "pong");
  EXPECT_EQ(Bench().receive_bytewise("\r\n\r\n").trace(), "pong");
}

TEST(StreamFraming, AnswersManyPingsAtOnceWithOnePong) {
  EXPECT_EQ(Bench().receive("\r\n\r\n\r\n\r\n\r\n\r\n").trace(), "pong");
}

TEST(StreamFraming, IgnoresASingleLineEndBetweenMessages) {
  Bench bench;
  bench.receive("\r\n" + message("") + "\r\n" + message(""));
  EXPECT_EQ(bench.trace(), fmt::format("message:{0} message:{0}", message("").size()));
  EXPECT_FALSE(bench.partial());
}

TEST(StreamFraming, SeesAPingBetweenMessages) {
  Bench bench;
  bench.receive(message("") + "\r\n\r\n" + message(""));
  EXPECT_EQ(bench.trace(), fmt::format("message:{0} pong message:{0}", message("").size()));
}

TEST(StreamFraming, DoesNotTakeABodyForAPing) {
  Bench bench;
  bench.receive(message("\r\n\r\n"));
  EXPECT_EQ(bench.last(), message("\r\n\r\n"));
  EXPECT_EQ(bench.trace(), fmt::format("message:{}", message("\r\n\r\n").size()));
}

TEST(StreamFraming, BreaksWithoutContentLength) {
  Bench bench;
  const std::string bytes = "OPTIONS sip:a@example.com SIP/2.0\r\nSubject: x\r\n\r\n";
  bench.receive(bytes);
  EXPECT_EQ(bench.trace(), "broken:Content-Length");
  EXPECT_EQ(bench.error(), Kind::kMissingHeader);
  EXPECT_EQ(bench.last(), bytes);
}

TEST(StreamFraming, BreaksAtTwoContentLengths) {
  Bench bench;
  bench.receive("OPTIONS sip:a@example.com SIP/2.0\r\nl: 1\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(bench.error(), Kind::kBadHeader);
}

TEST(StreamFraming, BreaksAtALengthThatIsNone) {
  for (const std::string_view length : {"-1", "", "1 2", "x", "99999999999999999999"}) {
    Bench bench;
    bench.receive(fmt::format("OPTIONS sip:a@b.c SIP/2.0\r\nl: {}\r\n\r\n", length));
    EXPECT_EQ(bench.error(), Kind::kBadBodyLength) << length;
  }
}

TEST(StreamFraming, BreaksAtTheFirstByteOfSomethingElse) {
  EXPECT_EQ(Bench().receive("\x16\x03\x01").error(), Kind::kNotSip);
  EXPECT_EQ(Bench().receive("\rOPTIONS").error(), Kind::kNotSip);
}

TEST(StreamFraming, BreaksAtTheFirstLineOfSomethingElse) {
  EXPECT_EQ(Bench().receive("GET / HTTP/1.1\r\n").trace(), "broken:start line");
}

TEST(StreamFraming, SaysNothingMoreOnceBroken) {
  Bench bench;
  bench.receive("GET / HTTP/1.1\r\n").receive(message("")).receive("\r\n\r\n");
  EXPECT_EQ(bench.trace(), "broken:start line");
  EXPECT_FALSE(bench.partial());
}

TEST(StreamFraming, BreaksAtMoreThan64KilobytesOfHeaders) {
  const std::string start = "OPTIONS sip:a@example.com SIP/2.0\r\nSubject: ";
  Bench bench;
  bench.receive(start + std::string(kMaxMessageBytes - start.size(), 'x'));
  EXPECT_EQ(bench.trace(), "");
  bench.receive("x");
  EXPECT_EQ(bench.error(), Kind::kTooLarge);
}

TEST(StreamFraming, BreaksAtMoreThan64KilobytesOfMessageBeforeTheBodyComes) {
  const std::size_t head = message(std::string(10000, 'x')).size() - 10000;
  const std::string fits = message(std::string(kMaxMessageBytes - head, 'x'));
  EXPECT_EQ(Bench().receive(fits).last().size(), kMaxMessageBytes);
  const std::string larger = message(std::string(kMaxMessageBytes - head + 1, 'x'));
  EXPECT_EQ(Bench().receive(larger.substr(0, head)).error(), Kind::kTooLarge);
}

TEST(StreamFraming, CutsALargeMessageThatComesByteByByte) {
  const std::string large = message(std::string(60000, 'x'));
  Bench bench;
  bench.receive_bytewise(large);
  EXPECT_EQ(bench.last().size(), large.size());
}

}  // namespace
}  // namespace sidetone::sip
