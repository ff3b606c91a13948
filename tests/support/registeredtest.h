// SPDX-License-Identifier: LicenseRef-Private
// Precompiled into every source of an area's executable: many tests in one program, which links
// the engine once. Each still runs in a process of its own.
#pragma once

#include <QCoreApplication>
#include <QTest>

namespace support {

/// A test class that main() can run by the name of its source, "tst_decider".
class RegisteredTest final
{
public:
    using Run = int (*)(int argc, char **argv);

    /// @p file: the __FILE__ of the test. To be made before main().
    RegisteredTest(const char *file, Run run);
};

} // namespace support

#undef QTEST_GUILESS_MAIN
#define QTEST_GUILESS_MAIN(TestClass)                                                              \
    static const support::RegisteredTest kRegistered##TestClass(                                   \
        __FILE__, [](int argc, char **argv) {                                                      \
            QCoreApplication application(argc, argv);                                              \
            TestClass test;                                                                        \
            QTEST_SET_MAIN_SOURCE_PATH                                                             \
            return QTest::qExec(&test, argc, argv);                                                \
        });
