// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/registeredtest.h"

#include <cstdio>
#include <map>
#include <string>
#include <string_view>

namespace support {

namespace {

using Tests = std::map<std::string, RegisteredTest::Run, std::less<>>;

Tests &tests()
{
    static Tests all;
    return all;
}

/// "tst_decider" of "…/tst_decider.cpp".
std::string_view nameOf(std::string_view path)
{
    path.remove_prefix(path.rfind('/') + 1);
    return path.substr(0, path.rfind('.'));
}

} // namespace

RegisteredTest::RegisteredTest(const char *source, Run run)
{
    tests().emplace(nameOf(source), run);
}

} // namespace support

/// `proxy_tests tst_decider [arguments of QtTest]`, or a link with the test's name.
int main(int argc, char **argv)
{
    const auto &all = support::tests();
    if (const auto named = all.find(support::nameOf(argv[0])); named != all.end())
        return named->second(argc, argv);
    const auto wanted = argc > 1 ? all.find(std::string_view(argv[1])) : all.end();
    if (wanted != all.end())
        return wanted->second(argc - 1, argv + 1);
    for (const auto &[name, run] : all)
        std::puts(name.c_str());
    return 64;
}
