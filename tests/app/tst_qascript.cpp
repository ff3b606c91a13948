// SPDX-License-Identifier: LicenseRef-Private
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// bin/qa in a checkout of its own, with tools that say how they were called.
class TestQaScript final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void refusesUnknownSteps();
    void runsAllThreeStepsInOrder();
    void runsWhatIsNamed();
    void endsWithTheFirstThatFails();
    void namesAToolThatIsMissing();
    void findsBadFormat();

private:
    struct Ran
    {
        int code = -1;
        QByteArray out;
        QByteArray err;
    };

    [[nodiscard]] bool write(const QString &name, const QByteArray &text) const;
    [[nodiscard]] bool writeTool(const QString &name, const QByteArray &line) const;
    [[nodiscard]] Ran qa(const QStringList &args, const QString &path = {}) const;

    std::unique_ptr<QTemporaryDir> m_checkout;
};

bool TestQaScript::write(const QString &name, const QByteArray &text) const
{
    QFile file(m_checkout->filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size()
           && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

bool TestQaScript::writeTool(const QString &name, const QByteArray &line) const
{
    return write(name, "#!/bin/sh\n" + line + '\n');
}

TestQaScript::Ran TestQaScript::qa(const QStringList &args, const QString &path) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"PATH"_s, path.isEmpty() ? m_checkout->filePath(u"tools"_s) + u':'
                                                       + environment.value(u"PATH"_s)
                                                 : path);
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(m_checkout->filePath(u"bin/qa"_s), args);
    if (!process.waitForFinished())
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void TestQaScript::init()
{
    m_checkout = std::make_unique<QTemporaryDir>();
    for (const char *folder : {"bin", "tools", "app", "proxy", "ui", "tests"})
        QVERIFY(QDir(m_checkout->path()).mkpath(QLatin1StringView(folder)));
    QFile script(u"" PROJECT_ROOT "/bin/qa"_s);
    QVERIFY(script.open(QIODevice::ReadOnly));
    QVERIFY(write(u"bin/qa"_s, script.readAll()));
    QVERIFY(write(u"app/x.cpp"_s, "int x;\n"));
    QVERIFY(writeTool(u"bin/test"_s, "echo test"));
    for (const QString &name : {u"clang-format-14"_s, u"run-clang-tidy-14"_s, u"cmake"_s})
        QVERIFY(writeTool(u"tools/"_s + name, "echo " + name.toUtf8() + " \"$@\""));
}

void TestQaScript::refusesUnknownSteps()
{
    const Ran ran = qa({u"--tests"_s, u"--fix"_s});
    QCOMPARE(ran.code, 2);
    QCOMPARE(ran.out, QByteArray());
    QVERIFY(ran.err.startsWith("usage: bin/qa"));
    const Ran asked = qa({u"--help"_s});
    QCOMPARE(asked.code, 0);
    QCOMPARE(asked.out, ran.err);
}

void TestQaScript::runsAllThreeStepsInOrder()
{
    const Ran ran = qa({});
    QCOMPARE(ran.code, 0);
    const QList<QByteArray> lines = ran.out.split('\n');
    QCOMPARE(lines.value(0), QByteArray("clang-format-14 --dry-run -Werror app/x.cpp"));
    QVERIFY(lines.value(1).startsWith("cmake --preset dev -B build/lint"));
    QVERIFY(lines.value(2).startsWith("run-clang-tidy-14 -quiet -p build/lint"));
    QVERIFY(lines.value(2).endsWith(" ^" + QDir(m_checkout->path()).canonicalPath().toUtf8()
                                    + "/(app|proxy|ui)/"));
    QCOMPARE(lines.value(3), QByteArray("test"));
    QVERIFY(ran.err.endsWith("=== all of it passed\n"));
}

void TestQaScript::runsWhatIsNamed()
{
    const Ran ran = qa({u"--tests"_s});
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.out, QByteArray("test\n"));
}

void TestQaScript::endsWithTheFirstThatFails()
{
    QVERIFY(writeTool(u"tools/run-clang-tidy-14"_s, "exit 3"));
    const Ran ran = qa({});
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.err.endsWith("=== lint failed\n"));
    QVERIFY(!ran.out.contains("test"));
}

void TestQaScript::namesAToolThatIsMissing()
{
    // The tools a script needs, and no other.
    for (const char *name : {"sh", "dirname", "readlink", "find", "xargs"}) {
        const QString tool = QStandardPaths::findExecutable(QLatin1StringView(name));
        QVERIFY(QFile::link(tool, m_checkout->filePath(u"bin/"_s + QLatin1StringView(name))));
    }
    const Ran ran = qa({u"--format"_s}, m_checkout->filePath(u"bin"_s));
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.contains("clang-format: bin/setup --qa installs it"), ran.err.constData());
}

void TestQaScript::findsBadFormat()
{
    if (QStandardPaths::findExecutable(u"clang-format"_s).isEmpty()
        && QStandardPaths::findExecutable(u"clang-format-14"_s).isEmpty())
        QSKIP("clang-format is not installed");
    QVERIFY(QDir(m_checkout->filePath(u"tools"_s)).removeRecursively());
    QVERIFY(write(u".clang-format"_s, "BasedOnStyle: WebKit\n"));
    QCOMPARE(qa({u"--format"_s}).code, 0);
    QVERIFY(write(u"app/x.cpp"_s, "int   x  ;\n"));
    QCOMPARE(qa({u"--format"_s}).code, 1);
}

QTEST_GUILESS_MAIN(TestQaScript)
#include "tst_qascript.moc"
