// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/commandrun.h"

#include <QDir>
#include <QStandardPaths>
#include <QTest>

using namespace Qt::StringLiterals;

class TestQaCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void needsACheckout();
    void refusesUnknownSteps();
    void passesAndFailsWithItsSteps();
    void findsBadFormat();

private:
    CommandRun qa(const QStringList &args);

    std::unique_ptr<ConfigFolder> m_folder;
};

void TestQaCommand::init()
{
    m_folder = std::make_unique<ConfigFolder>();
    for (const QString &folder : {u"bin"_s, u"app"_s})
        QVERIFY(QDir().mkpath(m_folder->path(folder)));
}

CommandRun TestQaCommand::qa(const QStringList &args)
{
    return runCommand(*m_folder, QStringList {u"qa"_s} + args,
                      {{u"LLM_PROXY_ROOT"_s, m_folder->path()}});
}

void TestQaCommand::needsACheckout()
{
    const CommandRun result = qa({u"--tests"_s});
    QCOMPARE(result.code, 2);
    QVERIFY(result.err.contains("checkout"));
}

void TestQaCommand::refusesUnknownSteps()
{
    QCOMPARE(qa({u"--fix"_s}).code, 2);
}

void TestQaCommand::passesAndFailsWithItsSteps()
{
    const auto writeTest = [this](const QByteArray &line) {
        return m_folder->write(u"bin/test"_s, "#!/bin/sh\n" + line + "\n")
               && QFile::setPermissions(m_folder->path(u"bin/test"_s),
                                        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    };
    QVERIFY(writeTest("exit 0"));
    QCOMPARE(qa({u"--tests"_s}).code, 0);
    QVERIFY(writeTest("exit 3"));
    const CommandRun failed = qa({u"--tests"_s});
    QCOMPARE(failed.code, 1);
    QVERIFY(failed.err.contains("tests failed"));
}

void TestQaCommand::findsBadFormat()
{
    if (QStandardPaths::findExecutable(u"clang-format"_s).isEmpty()
        && QStandardPaths::findExecutable(u"clang-format-14"_s).isEmpty())
        QSKIP("clang-format is not installed");
    QVERIFY(m_folder->write(u"bin/test"_s, "#!/bin/sh\n"));
    QVERIFY(
        QFile::setPermissions(m_folder->path(u"bin/test"_s), QFile::ReadOwner | QFile::ExeOwner));
    QVERIFY(m_folder->write(u".clang-format"_s, "BasedOnStyle: WebKit\n"));
    QVERIFY(m_folder->write(u"app/x.cpp"_s, "int x;\n"));
    QCOMPARE(qa({u"--format"_s}).code, 0);
    QVERIFY(m_folder->write(u"app/x.cpp"_s, "int   x  ;\n"));
    QCOMPARE(qa({u"--format"_s}).code, 1);
}

QTEST_GUILESS_MAIN(TestQaCommand)
#include "tst_qacommand.moc"
