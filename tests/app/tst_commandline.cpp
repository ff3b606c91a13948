// SPDX-License-Identifier: LicenseRef-Private
#include "app/commandline.h"
#include "app/subcommands.h"

#include <QTest>

using namespace app;
using namespace Qt::StringLiterals;

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
    void saysWhoseUsageIsWrong();
};

void TestCommandLine::understandsEachForm_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<Mode>("mode");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *line, Mode mode, const char *word = "") {
        QTest::newRow(line) << QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts) << mode
                            << QString::fromLatin1(word);
    };
    row("", Mode::Desktop);
    row("--background", Mode::Desktop);
    row("--no-gui", Mode::Headless);
    row("--no-gui --port 9", Mode::Headless);
    row("start", Mode::SubCommand, "start");
    row("start --foreground", Mode::SubCommand, "start");
    row("health --json", Mode::SubCommand, "health");
    row("stop", Mode::SubCommand, "stop");
    row("logs-tail 100", Mode::SubCommand, "logs-tail");
    row("backend logs --delete", Mode::SubCommand, "backend");
    row("--version", Mode::Version);
    row("version", Mode::Version, "version");
    row("-h", Mode::Help);
    row("help", Mode::Help);
    row("help savings", Mode::Help, "savings");
    row("help help", Mode::Help, "help");
    row("savings --since 7d --help", Mode::Help, "savings");
    row("start --port 9 -h", Mode::Help, "start");
    row("backend --help", Mode::SubCommand, "backend");
    row("help backend logs", Mode::SubCommand, "backend");
    row("backend start", Mode::SubCommand, "start");
    row("backend logs-tail --process", Mode::SubCommand, "logs-tail");
    row("backend savings --help", Mode::Help, "savings");
    row("backend config", Mode::SubCommand, "backend");
}

void TestCommandLine::understandsEachForm()
{
    QFETCH(QStringList, arguments);
    const auto options = parseCommandLine(arguments);
    QVERIFY(options);
    QTEST(options->mode, "mode");
    QTEST(options->subCommand ? QString::fromLatin1(options->subCommand->word) : u""_s, "word");
}

void TestCommandLine::leavesASubCommandsWordsToIt()
{
    const auto options = parseCommandLine({QStringLiteral("backend"), QStringLiteral("logs"),
                                           QStringLiteral("--help"), QStringLiteral("--set")});
    QVERIFY(options);
    QCOMPARE(options->arguments, (QStringList {QStringLiteral("logs"), QStringLiteral("--help"),
                                               QStringLiteral("--set")}));
    const auto settings =
        parseCommandLine({u"--port"_s, u"9"_s, u"backend"_s, u"logs-tail"_s, u"--process"_s});
    QVERIFY(settings);
    QCOMPARE(settings->arguments, QStringList {u"--process"_s});
    QCOMPARE(settings->settings.value(u"LLM_PROXY_PORT"_s), u"9"_s);
    QCOMPARE(parseCommandLine({u"help"_s, u"backend"_s, u"logs"_s})->arguments,
             (QStringList {u"logs"_s, u"--help"_s}));
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
    QVERIFY(options.error().text.contains(QStringLiteral("--help")));
}

void TestCommandLine::saysWhoseUsageIsWrong()
{
    QCOMPARE(parseCommandLine({u"start"_s, u"stop"_s}).error().subCommand,
             findSubCommand(u"start"));
    QCOMPARE(parseCommandLine({u"frobnicate"_s}).error().subCommand, nullptr);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
