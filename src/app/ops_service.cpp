#include "app/ops_service.h"

namespace sidetone::app {
namespace {

net::HttpResponse text(unsigned status, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

}  // namespace

net::HttpResponse OpsService::answer(const net::HttpRequest& request) const {
  if (request.method != "GET" && request.method != "HEAD") return text(405, "GET only\n");
  if (request.path == "/healthz") return text(200, "alive\n");
  if (request.path == "/readyz") {
    const std::string why_not = sources_.not_ready();
    return why_not.empty() ? text(200, "ready\n") : text(503, why_not + "\n");
  }
  if (request.path == "/metrics") {
    return {.status = 200,
            .headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
            .body = sources_.metrics()};
  }
  return text(404, "/metrics, /healthz, /readyz\n");
}

void OpsService::handle_request(net::HttpRequest request, net::Respond respond) {
  respond(answer(request));
}

net::UpgradeDecision OpsService::decide_upgrade(const net::HttpRequest&) {
  return text(404, "no WebSocket here\n");
}

}  // namespace sidetone::app
