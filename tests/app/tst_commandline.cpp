// SPDX-License-Identifier: LicenseRef-Private
#include "app/commandline.h"

#include <QTest>

using namespace app;

class TestCommandLine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understandsEachForm_data();
    void understandsEachForm();
    void leavesASubCommandsWordsToIt();
    void turnsOptionsIntoSettings();
    void refusesWhatItDoesNotKnow_data();
    void refusesWhatItDoesNotKnow();
    void helpNamesEveryCommand();
};

Q_DECLARE_METATYPE(Command)

void TestCommandLine::understandsEachForm_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<Command>("command");
    const auto row = [](const char *line, Command command) {
        QTest::newRow(line) << QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts) << command;
    };
    row("", Command::Tray);
    row("--background", Command::Tray);
    row("--no-gui", Command::Headless);
    row("--no-gui --port 9", Command::Headless);
    row("start", Command::Start);
    row("start --foreground", Command::Start);
    row("health --json", Command::Health);
    row("stop", Command::Stop);
    row("logs-tail 100", Command::LogsTail);
    row("backend logs --delete", Command::Backend);
    row("--version", Command::Version);
    row("-h", Command::Help);
}

void TestCommandLine::understandsEachForm()
{
    QFETCH(QStringList, arguments);
    const auto options = parseCommandLine(arguments);
    QVERIFY(options);
    QTEST(options->command, "command");
}

void TestCommandLine::leavesASubCommandsWordsToIt()
{
    const auto options = parseCommandLine({QStringLiteral("backend"), QStringLiteral("logs"),
                                           QStringLiteral("--help"), QStringLiteral("--set")});
    QVERIFY(options);
    QCOMPARE(options->arguments, (QStringList {QStringLiteral("logs"), QStringLiteral("--help"),
                                               QStringLiteral("--set")}));
}

void TestCommandLine::turnsOptionsIntoSettings()
{
    const auto options =
        parseCommandLine({QStringLiteral("--no-gui"), QStringLiteral("--port=9000"),
                          QStringLiteral("--set"), QStringLiteral("UPSTREAM_URL=http://a?b=c")});
    QVERIFY(options);
    QCOMPARE(options->settings[QStringLiteral("LLM_PROXY_PORT")], QStringLiteral("9000"));
    QCOMPARE(options->settings[QStringLiteral("UPSTREAM_URL")], QStringLiteral("http://a?b=c"));
}

void TestCommandLine::refusesWhatItDoesNotKnow_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const char *line :
         {"frobnicate", "--prot 9", "--port", "--set", "--set KEY", "--set =v", "start stop"})
        QTest::newRow(line) << QString::fromLatin1(line).split(u' ');
}

void TestCommandLine::refusesWhatItDoesNotKnow()
{
    QFETCH(QStringList, arguments);
    const auto options = parseCommandLine(arguments);
    QVERIFY(!options);
    QVERIFY(options.error().contains(QStringLiteral("--help")));
}

void TestCommandLine::helpNamesEveryCommand()
{
    for (const char *word :
         {"start", "health", "stop", "status", "logs-tail", "logs-follow", "config", "route",
          "savings", "models", "backend", "demo", "completion", "--no-gui"})
        QVERIFY2(helpText().contains(QLatin1StringView(word)), word);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
