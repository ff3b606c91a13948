// SPDX-License-Identifier: LicenseRef-Private
// Morph's place, as a program of its own: FakeMorph behind options.
#include "tests/standins/fakemorph.h"
#include "tests/standins/fakeprogram.h"

#include <QCoreApplication>

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    standins::FakeProgram program;
    if (const auto exitCode = program.read(QCoreApplication::arguments()))
        return *exitCode;
    standins::FakeMorph morph({.address = program.listen().host,
                               .port = program.listen().port,
                               .timeScale = program.timeScale()});
    return program.serve(morph);
}
