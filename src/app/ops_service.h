#pragma once

#include "net/http_service.h"

#include <functional>
#include <string>

namespace sidetone::app {

/// What monitoring asks: /metrics, /healthz (we live), /readyz (we take calls).
class OpsService final : public net::HttpService {
 public:
  struct Sources {
    std::function<std::string()> metrics;
    /// Empty: ready. Otherwise why not, for people.
    std::function<std::string()> not_ready;
  };
  explicit OpsService(Sources sources) : sources_(std::move(sources)) {}

  void handle_request(net::HttpRequest request, net::Respond respond) override;
  net::UpgradeDecision decide_upgrade(const net::HttpRequest& request) override;

 private:
  [[nodiscard]] net::HttpResponse answer(const net::HttpRequest& request) const;

  Sources sources_;
};

}  // namespace sidetone::app
