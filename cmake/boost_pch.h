// Precompiled for net/, api/ and app/: each of their files sees Asio and Beast through it.
#pragma once

#include <utility>  // Boost 1.74's awaitable.hpp forgets it.

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
