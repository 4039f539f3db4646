#include "app/config/config.h"

namespace sidetone::app {

Config demo_defaults() {
  Config config;
  config.state_dir = "./var";
  config.listen.https_port = 8443;
  config.listen.local_http_port = 8080;
  return config;
}

}  // namespace sidetone::app
