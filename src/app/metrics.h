#pragma once

#include <cstdint>
#include <prometheus/metric_family.h>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::app {

/// Builds the text of /metrics from numbers that are kept elsewhere: nothing is counted twice.
class MetricsPage {
 public:
  struct Label {
    std::string name;
    std::string value;
  };
  /// Only grows.
  void counter(std::string_view name, std::string_view help, double value,
               std::vector<Label> labels = {});
  /// Goes up and down.
  void gauge(std::string_view name, std::string_view help, double value,
             std::vector<Label> labels = {});
  /// Of this process: memory, CPU time, descriptors.
  void process();
  [[nodiscard]] std::string text() const;

 private:
  prometheus::ClientMetric& add(std::string_view name, std::string_view help,
                                prometheus::MetricType type, std::vector<Label> labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace sidetone::app
