#pragma once

#include "api/request_text.h"
#include "api/test_api.h"
#include "api/test_openapi.h"

#include <gmock/gmock.h>

#include <set>

namespace sidetone::api {

/// Asks the operations of docs/api/openapi.yaml, and judges each answer by what it declares.
class OpenApiTest : public ApiTest {
 protected:
  using Operation = OpenApi::Operation;

  static const OpenApi& document() {
    static const OpenApi kDocument;
    return kDocument;
  }
  static std::string place(const Operation& operation) {
    std::string path = document().server() + operation.path;
    if (const auto id = path.find("{id}"); id != std::string::npos) path.replace(id, 4, "c1");
    return path;
  }
  static std::string good_body(const Operation& operation) {
    if (operation.id == "login") return R"({"email":"ann@one.test","password":"right"})";
    if (operation.id == "createSoftphoneTicket") return std::string(kTicketBody);
    return {};
  }
  static bool unsafe(const Operation& operation) { return operation.method != "GET"; }
  static bool is_handshake(const Operation& operation) {
    return document().response(operation, 101) != nullptr;
  }
  /// What is declared for an operation that is asked rightly.
  static unsigned success(const Operation& operation) {
    for (const unsigned status : {101U, 200U, 204U}) {
      if (document().response(operation, status) != nullptr) return status;
    }
    return 0;
  }
  net::HttpRequest good(const Operation& operation, const std::string& query = {}) {
    const std::string path = place(operation) + query;
    return is_handshake(operation) ? upgrade(path)
                                   : request(operation.method, path, good_body(operation));
  }
  /// The answer, to a handshake too.
  net::HttpResponse send(const Operation& operation, net::HttpRequest made) {
    if (!is_handshake(operation)) return ask(std::move(made));
    auto decision = api_.decide_upgrade(made);
    if (auto* refused = std::get_if<net::HttpResponse>(&decision)) return std::move(*refused);
    return {.status = 101, .headers = {}, .body = std::string()};
  }

  /// What of the answer the document does not let this operation give.
  static std::string faults(const Operation& operation, const net::HttpResponse& response) {
    const std::string where = fmt::format("{} {}: ", operation.id, response.status);
    const Json* declared = document().response(operation, response.status);
    if (declared == nullptr) return where + "this status is not declared\n";
    std::string found = header_faults(*declared, response);
    if (!declared->contains("content")) {
      found += response.body_view().empty() ? "" : "a body that is not declared\n";
    } else {
      found += body_faults(declared->at("content"), response);
    }
    return found.empty() ? found : where + found;
  }
  static void expect(const Operation& operation, const net::HttpResponse& response, unsigned status,
                     const std::string& why = {}) {
    EXPECT_EQ(response.status, status) << operation.id << ": " << why;
    EXPECT_THAT(faults(operation, response), testing::IsEmpty()) << why;
  }
  static void expect_problem(const net::HttpResponse& response, unsigned status,
                             const std::string& why) {
    EXPECT_EQ(response.status, status) << why;
    const Json content{{"application/problem+json", {{"schema", document().schema("Problem")}}}};
    EXPECT_THAT(body_faults(content, response), testing::IsEmpty()) << why;
  }

 private:
  static std::string header_faults(const Json& declared, const net::HttpResponse& response) {
    // The document says so of all answers, not of each.
    static const std::set<std::string> kGeneral{"Content-Type",
                                                "Cache-Control",
                                                "Content-Security-Policy",
                                                "X-Content-Type-Options",
                                                "Referrer-Policy",
                                                "Permissions-Policy",
                                                "Cross-Origin-Opener-Policy"};
    std::string found;
    const Json headers = declared.value("headers", Json::object());
    for (const auto& [name, header] : headers.items()) {
      if (response.headers.count(name) != 1) {
        found += name + " is not there once\n";
        continue;
      }
      const Json& schema = header.at("schema");
      const std::string text(response.headers.get(name));
      const Json number = Json::parse(text, nullptr, false);
      found +=
          document().faults(schema.at("type") == "integer" ? number : Json(text), schema, name);
    }
    for (const auto& [name, value] : response.headers.all()) {
      const bool known = headers.contains(name) || kGeneral.contains(name);
      if (!known) found += name + " is not declared\n";
    }
    const bool kept = response.headers.get("Cache-Control") != "no-store";
    const bool may =
        response.status == 101 || response.headers.get("Content-Type") == "application/yaml";
    if (kept && !may) found += "may be kept\n";
    return found;
  }
  static std::string body_faults(const Json& content, const net::HttpResponse& response) {
    const std::string type(response.headers.get("Content-Type"));
    if (!content.contains(type)) return "content type " + type + "\n";
    const Json value = type == "application/yaml"
                           ? Json(response.body_view())
                           : Json::parse(response.body_view(), nullptr, false);
    if (value.is_discarded()) return "the body is no JSON\n";
    std::string found = document().faults(value, content.at(type).at("schema"));
    if (type == "application/problem+json" && value.value("status", 0U) != response.status) {
      found += "the problem tells another status\n";
    }
    return found;
  }
};

}  // namespace sidetone::api
