# Every library that Sidetone links, in one place. tools/packages.txt names the Debian packages.

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(Boost 1.74 REQUIRED)
pkg_check_modules(opus REQUIRED IMPORTED_TARGET opus)
pkg_check_modules(spandsp REQUIRED IMPORTED_TARGET spandsp)
pkg_check_modules(speexdsp REQUIRED IMPORTED_TARGET speexdsp)
pkg_check_modules(cares REQUIRED IMPORTED_TARGET libcares)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(argon2 REQUIRED IMPORTED_TARGET libargon2)

# Boost.Asio and Boost.Beast compiled once; each file that includes them is spared 30 seconds by
# the precompiled header, which every target that links sidetone_boost shares (sidetone_module).
add_library(sidetone_boost STATIC ${CMAKE_SOURCE_DIR}/cmake/boost_separate_compilation.cpp
            ${CMAKE_SOURCE_DIR}/cmake/boost_pch.cpp)
target_compile_definitions(sidetone_boost PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Boost 1.74 looks for coroutines where clang had them before they were standard.
  target_compile_definitions(sidetone_boost PUBLIC
    BOOST_ASIO_HAS_CO_AWAIT BOOST_ASIO_HAS_STD_COROUTINE)
  # Its awaitable.hpp forgets <utility>.
  target_compile_options(sidetone_boost PUBLIC -include utility)
endif()
target_include_directories(sidetone_boost SYSTEM PUBLIC ${Boost_INCLUDE_DIRS})
target_link_libraries(sidetone_boost PUBLIC OpenSSL::SSL OpenSSL::Crypto Threads::Threads)
target_precompile_headers(sidetone_boost PRIVATE ${CMAKE_SOURCE_DIR}/cmake/boost_pch.h)
set_source_files_properties(${CMAKE_SOURCE_DIR}/cmake/boost_separate_compilation.cpp
                            PROPERTIES SKIP_PRECOMPILE_HEADERS ON)

if(SIDETONE_TESTS)
  find_package(GTest REQUIRED)
endif()
if(SIDETONE_BENCH)
  find_package(benchmark REQUIRED)
endif()
