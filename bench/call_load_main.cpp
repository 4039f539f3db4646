// Makes whole calls between two desk phone accounts over UDP.
//
//   call_load SIP_PORT      the accounts' password on the first line of its input
//
// Says "ready" once both are registered; then for each "rate CALLS_PER_SECOND CALLS" and each
// "flood IN_FLIGHT CALLS" one line of JSON.

#include "call_load.h"

#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <iostream>
#include <string>

namespace sidetone::bench {
namespace {

void obey(CallLoad& load) {
  std::puts("ready");
  std::fflush(stdout);
  std::string word;
  double number = 0;
  std::uint32_t calls = 0;
  while (std::cin >> word >> number >> calls) {
    const CallLoad::Plan plan =
        word == "rate"
            ? CallLoad::Plan{.calls = calls, .calls_per_second = number}
            : CallLoad::Plan{.calls = calls, .in_flight = static_cast<std::size_t>(number)};
    std::puts(load.run(plan).to_json().c_str());
    std::fflush(stdout);
  }
}

void run(std::uint16_t server_port) {
  std::string password;
  std::getline(std::cin, password);
  DeskPhones phones(server_port, password);
  CallMaker(phones.caller, phones.callee).enroll();
  CallLoad load(phones.caller, phones.callee);
  obey(load);
}

}  // namespace
}  // namespace sidetone::bench

int main(int count, char** values) {
  if (count != 2) {
    std::fputs("usage: call_load SIP_PORT\n", stderr);
    return 2;
  }
  try {
    sidetone::bench::run(static_cast<std::uint16_t>(std::stoul(values[1])));
  } catch (const std::exception& error) {
    fmt::print(stderr, "call_load: {}\n", error.what());
    return 1;
  }
  return 0;
}
