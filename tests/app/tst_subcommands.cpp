// SPDX-License-Identifier: LicenseRef-Private
#include "app/subcommands.h"

#include "app/backend/commandtable.h"
#include "app/backend/exitcodes.h"
#include "app/commandhelp.h"
#include "app/completions.h"
#include "app/lifecycle/healthprobe.h"
#include "app/options/exitcodes.h"
#include "proxy/manual/manual.h"
#include "tests/support/configfolder.h"

#include <QDir>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QTest>

#include <filesystem>

using namespace Qt::StringLiterals;
using namespace app;

namespace {

const QString kRoot = QStringLiteral(PROJECT_ROOT);

/// What stands in bin/ without a row: scripts that need no binary, and the one that all link to.
const QStringList kOnlyInBin {u"setup"_s, u"demo"_s, u"test"_s, u"qa"_s, u"llm-proxy"_s};

QByteArray fileBytes(const QString &path)
{
    QFile file(kRoot + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What stands between two lines of a committed file.
QString between(const QString &file, const QString &begin, const QString &end)
{
    const QString text = QString::fromUtf8(fileBytes(file));
    return text.section(begin + u'\n', 1).section(end, 0, 0);
}

QStringList words()
{
    QStringList words;
    for (const SubCommand &command : subCommands())
        words.append(QLatin1StringView(command.word));
    return words;
}

QStringList backendNames()
{
    QStringList names;
    for (const backend::Command &command : backend::commandTable().commands)
        names.append(command.name);
    return names;
}

/// The links in bin/.
QStringList links()
{
    QStringList names = backendNames();
    for (const SubCommand &command : subCommands()) {
        if (command.isInBin)
            names.append(QLatin1StringView(command.word));
    }
    return names;
}

} // namespace

class TestSubCommands final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWordStandsOnce();
    void helpNamesEveryCommand();
    void everyCommandExplainsItself_data();
    void everyCommandExplainsItself();
    void helpListsEveryPageOfTheManual();
    void wrongUsageIsAnsweredWithTheUsage_data();
    void wrongUsageIsAnsweredWithTheUsage();
    void everyRowHasALauncherAndEveryLauncherARow();
    void launchersAreLinksToOneScript();
    void manualShowsTheTable();
    void manualListsEveryExitCode();
    void manPagesAreMadeOfTheManual();
    void manPagesAreReadWithoutAWarning();
    void completionsKnowEveryCommand_data();
    void completionsKnowEveryCommand();
    void completionsOfferWhatMayComeNext_data();
    void completionsOfferWhatMayComeNext();
};

void TestSubCommands::everyWordStandsOnce()
{
    QStringList all = words() + backendNames();
    QCOMPARE(all.removeDuplicates(), 0);
    for (const SubCommand &command : subCommands()) {
        QVERIFY2(!command.forms.empty(), command.word);
        QVERIFY2(command.run || command.mode != Mode::SubCommand, command.word);
        for (const CommandForm &form : command.forms)
            QVERIFY2((command.forms.size() > 1) == (*form.meaning != '\0'), command.word);
    }
}

void TestSubCommands::helpNamesEveryCommand()
{
    const QString help = helpAsked({});
    for (const QString &word : words())
        QVERIFY2(help.contains(u"\n  "_s + word + u' '), qPrintable(word));
    for (const char *word :
         {"start", "health", "stop", "status", "logs-tail", "logs-follow", "config", "route",
          "savings", "models", "backend", "demo", "completion", "--no-gui"})
        QVERIFY2(help.contains(QLatin1StringView(word)), word);
}

void TestSubCommands::everyCommandExplainsItself_data()
{
    QTest::addColumn<QString>("word");
    for (const QString &word : words())
        QTest::newRow(qPrintable(word)) << word;
}

void TestSubCommands::everyCommandExplainsItself()
{
    QFETCH(QString, word);
    const auto asked = parseCommandLine({u"help"_s, word});
    QVERIFY(asked);
    const SubCommand *command = findSubCommand(word);
    QCOMPARE(asked->subCommand, command);
    const QString help = helpText(*command);
    QVERIFY(help.startsWith(QLatin1StringView(command->summary)));
    QVERIFY(help.contains(u"usage: llm-proxy "_s + word));
    for (const CommandForm &form : command->forms) {
        QVERIFY(help.contains(QLatin1StringView(form.words)));
        for (const CommandOption &option : form.options)
            QVERIFY2(help.contains(u"\n  "_s + QLatin1StringView(option.form)), option.form);
    }
}

void TestSubCommands::helpListsEveryPageOfTheManual()
{
    const QString help = helpAsked({});
    const proxy::Manual manual;
    QVERIFY(manual.pages().size() > 15);
    for (const proxy::ManualPage &page : manual.pages()) {
        QVERIFY2(help.contains(u"\n  "_s + page.name + u' '), qPrintable(page.name));
        // A page of a command's name could not be asked for.
        QVERIFY2(!words().contains(page.name), qPrintable(page.name));
        const auto asked = parseCommandLine({u"help"_s, page.name});
        QVERIFY(asked && asked->mode == Mode::Help);
        QVERIFY(helpAsked(*asked).isNull());
    }
}

void TestSubCommands::wrongUsageIsAnsweredWithTheUsage_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("code");
    for (const SubCommand &command : subCommands()) {
        if (command.readsItsOwn && !command.explainsItself && command.run)
            QTest::newRow(command.word) << QString::fromLatin1(command.word) << command.usageCode;
    }
}

void TestSubCommands::wrongUsageIsAnsweredWithTheUsage()
{
    QFETCH(QString, word);
    QFETCH(int, code);
    QCOMPARE(code, word == u"stats-update" ? 2 : 64);
    const ConfigFolder folder;
    const auto options = parseCommandLine({word, u"frobnicate"_s});
    QVERIFY(options);
    QString out;
    QString err;
    QTextStream outStream(&out);
    QTextStream errStream(&err);
    QCOMPARE(runSubCommand(*options, folder.inputs(), {outStream, errStream}), code);
    QCOMPARE(out, QString());
    QVERIFY2(err.contains(u"usage: llm-proxy "_s + word), qPrintable(err));
}

void TestSubCommands::everyRowHasALauncherAndEveryLauncherARow()
{
    QStringList expected = links() + kOnlyInBin;
    expected.sort();
    QStringList found = QDir(kRoot + u"/bin"_s).entryList(QDir::Files);
    found.sort();
    QCOMPARE(found, expected);
}

void TestSubCommands::launchersAreLinksToOneScript()
{
    const QString script = kRoot + u"/bin/llm-proxy"_s;
    QVERIFY(fileBytes(u"/bin/llm-proxy"_s).startsWith("#!/bin/sh\n"));
    QVERIFY(QFileInfo(script).isExecutable());
    for (const QString &name : links()) {
        const std::filesystem::path path = (kRoot + u"/bin/"_s + name).toStdString();
        QVERIFY2(std::filesystem::is_symlink(path), qPrintable(name));
        // Relative, so that the checkout can be moved.
        QCOMPARE(QByteArray(std::filesystem::read_symlink(path).c_str()), QByteArray("llm-proxy"));
    }
}

void TestSubCommands::manualShowsTheTable()
{
    const QString table = between(u"/resources/manual/commands.md"_s, u"<!-- commands -->"_s,
                                  u"<!-- /commands -->"_s);
    QVERIFY2(
        table == commandsMarkdown(),
        qPrintable(u"commands.md: llm-proxy help --markdown prints what should stand there:\n"_s
                   + commandsMarkdown()));
}

void TestSubCommands::manualListsEveryExitCode()
{
    const proxy::Manual manual;
    const proxy::ManualSection *section = manual.section({u"troubleshooting"_s, u"by-exit-code"_s});
    QVERIFY(section != nullptr
            && section->blocks.front().kind == proxy::MarkdownBlock::Kind::Table);
    QMap<QString, QList<int>> listed;
    const auto &rows = section->blocks.front().rows;
    for (size_t at = 1; at < rows.size(); ++at)
        listed[proxy::plainText(rows[at][0])].append(proxy::plainText(rows[at][1]).toInt());
    const auto code = [](HealthCode health) { return static_cast<int>(health); };
    const QMap<QString, QList<int>> codes {
        {u"every command"_s, {0, kExitUsage, kExitUnavailable, kExitConfig}},
        {u"bin/start"_s, {kExitFailed, kExitConflict}},
        {u"bin/health"_s,
         {code(HealthCode::Stopped), code(HealthCode::PortConflict), code(HealthCode::Unhealthy),
          code(HealthCode::Unreachable)}},
        {u"bin/stop"_s, {kExitFailed}},
        {u"backend commands"_s,
         {backend::kExitFailed, backend::kExitUsage, backend::kExitUnreachable,
          backend::kExitNoCredential, backend::kExitSignalled}}};
    QCOMPARE(listed, codes);
}

void TestSubCommands::manPagesAreMadeOfTheManual()
{
    const QString program = manPage(u"llm-proxy.1"_s);
    for (const QString &word : words())
        QVERIFY2(program.contains(u"\n.B "_s + QString(word).replace(u'-', u"\\-"_s)),
                 qPrintable(word));
    QVERIFY(program.contains(u".SH \"BY EXIT CODE\"\n"));
    QVERIFY(manPage(u"llm-proxy.json.5"_s).contains(u"\n\\fBLLM_PROXY_PORT\\fR\n"));
    QVERIFY(manPage(u"llm-proxy-backend.1"_s).contains(u"auth\\-upload"));
    QVERIFY(manPage(u"nothing.1"_s).isNull());
}

void TestSubCommands::manPagesAreReadWithoutAWarning()
{
    const QString man = QStandardPaths::findExecutable(u"man"_s);
    if (man.isEmpty())
        QSKIP("man is not installed: the pages stay unchecked");
    for (const QString &name : manPages()) {
        QTemporaryFile file(QDir::tempPath() + u"/XXXXXX."_s + name);
        QVERIFY(file.open());
        file.write(manPage(name).toUtf8());
        file.close();
        QProcess check;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        environment.insert(u"MANWIDTH"_s, u"80"_s);
        check.setProcessEnvironment(environment);
        check.start(man, {u"--warnings"_s, u"-E"_s, u"UTF-8"_s, u"-l"_s, u"-Tutf8"_s, u"-Z"_s,
                          file.fileName()});
        QVERIFY(check.waitForFinished());
        QCOMPARE(check.readAllStandardError(), QByteArray());
        QCOMPARE(check.exitCode(), 0);
    }
}

void TestSubCommands::completionsKnowEveryCommand_data()
{
    QTest::addColumn<QString>("shell");
    for (const char *shell : {"bash", "zsh", "fish"})
        QTest::newRow(shell) << QString::fromLatin1(shell);
}

void TestSubCommands::completionsKnowEveryCommand()
{
    QFETCH(QString, shell);
    const QString script = completionScript(shell);
    for (const QString &name : words() + links()) {
        const QRegularExpression word(
            u"[ /'\"]%1[ )\\n'\"]"_s.arg(QRegularExpression::escape(name)));
        QVERIFY2(word.match(script).hasMatch(), qPrintable(name));
    }
    const QString program = QStandardPaths::findExecutable(shell);
    if (program.isEmpty())
        QSKIP("this shell is not installed: its syntax stays unchecked");
    QProcess check;
    check.start(program, {shell == u"fish" ? u"--no-execute"_s : u"-n"_s, u"/dev/stdin"_s});
    check.write(script.toUtf8());
    check.closeWriteChannel();
    QVERIFY(check.waitForFinished());
    QCOMPARE(check.readAllStandardError(), QByteArray());
    QCOMPARE(check.exitCode(), 0);
}

void TestSubCommands::completionsOfferWhatMayComeNext_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("offered");
    const auto row = [](const char *typed, const char *offered) {
        QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(offered);
    };
    row("llm-proxy sta", "start status statusline stats-update");
    row("llm-proxy --no", "--no-gui");
    row("llm-proxy start --f", "--foreground");
    row("llm-proxy route ", "explain replay review label --help");
    row("llm-proxy route explain ", "--path --json --help");
    row("llm-proxy route explain body.json --p", "--path");
    row("llm-proxy config show ", "--json --help");
    row("llm-proxy completion ", "bash zsh fish --help");
    row("llm-proxy help sav", "savings");
    row("llm-proxy backend auth-up", "auth-upload");
    row("llm-proxy backend auth-upload --form", "--form --form-file");
    row("llm-proxy backend settings ", "check diff apply --yes --remove-entries --help");
    row("./bin/model-list-provider ", "--query --pretty --raw --help anthropic openai google");
    row("bin/savings --s", "--since");
    row("bin/models import a.json --su", "--supplement");
    row("bin/llm-proxy logs-tail --", "--json --process --filter --help");
    // Somebody else's command of that name is left alone.
    row("start ", "");
}

void TestSubCommands::completionsOfferWhatMayComeNext()
{
    QFETCH(QString, typed);
    QFETCH(QString, offered);
    const QString bash = QStandardPaths::findExecutable(u"bash"_s);
    if (bash.isEmpty())
        QSKIP("bash is not installed");
    const QStringList typedWords = typed.split(u' ');
    const QString asked =
        completionScript(u"bash"_s)
        + u"\nCOMP_WORDS=('%1'); COMP_CWORD=%2\n"
          "_llm_proxy; echo \"${COMPREPLY[*]}\"\n"_s.arg(typedWords.join(u"' '"_s))
              .arg(typedWords.size() - 1);
    QProcess process;
    process.start(bash, {u"--norc"_s, u"-c"_s, asked});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QCOMPARE(QString::fromUtf8(process.readAllStandardOutput()).trimmed(), offered);
}

QTEST_GUILESS_MAIN(TestSubCommands)
#include "tst_subcommands.moc"
