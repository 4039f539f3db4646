// The bodies of Boost.Asio and Boost.Beast; every other file sees declarations only.
#include <utility>

#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
