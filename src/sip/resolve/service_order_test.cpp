#include "sip/resolve/service_order.h"

#include <gmock/gmock.h>

#include <map>

namespace sidetone::sip {
namespace {

std::vector<std::string> targets(const std::vector<ServiceRecord>& records) {
  std::vector<std::string> names;
  for (const ServiceRecord& record : records) names.push_back(record.target);
  return names;
}

TEST(ServiceOrder, LowerPrioritiesComeFirst) {
  SeededRandom random(1);
  EXPECT_THAT(targets(in_order({{.priority = 20, .target = "c"},
                                {.priority = 0, .target = "a"},
                                {.priority = 10, .target = "b"}},
                               random)),
              testing::ElementsAre("a", "b", "c"));
}

TEST(ServiceOrder, WeightsShareTheFirstPlace) {
  SeededRandom random(1);
  std::map<std::string, int> first;
  for (int i = 0; i < 4000; ++i) {
    ++first[in_order({{.weight = 10, .target = "small"}, {.weight = 30, .target = "large"}}, random)
                .front()
                .target];
  }
  EXPECT_NEAR(first["large"], 3000, 150);
  EXPECT_NEAR(first["small"], 1000, 150);
}

TEST(ServiceOrder, AWeightOfZeroIsSeldomFirstButNotNever) {
  SeededRandom random(1);
  int zero_first = 0;
  for (int i = 0; i < 4000; ++i) {
    const auto order =
        in_order({{.weight = 99, .target = "heavy"}, {.weight = 0, .target = "zero"}}, random);
    if (order.front().target == "zero") ++zero_first;
  }
  EXPECT_NEAR(zero_first, 40, 30);
}

TEST(ServiceOrder, LosesNobody) {
  SeededRandom random(1);
  EXPECT_THAT(targets(in_order({{.weight = 0, .target = "a"},
                                {.weight = 0, .target = "b"},
                                {.weight = 5, .target = "c"}},
                               random)),
              testing::UnorderedElementsAre("a", "b", "c"));
  EXPECT_TRUE(in_order({}, random).empty());
}

}  // namespace
}  // namespace sidetone::sip
