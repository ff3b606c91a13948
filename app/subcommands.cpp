// SPDX-License-Identifier: LicenseRef-Private
#include "app/subcommands.h"

#include "app/backend/backendcommand.h"
#include "app/backend/exitcodes.h"
#include "app/backend/statsupdate.h"
#include "app/commandhelp.h"
#include "app/commands/budgetcommand.h"
#include "app/commands/clientscommand.h"
#include "app/commands/lifecyclecommands.h"
#include "app/commands/logscommand.h"
#include "app/commands/modelscommand.h"
#include "app/commands/routecommand.h"
#include "app/commands/savingscommand.h"
#include "app/commands/servicecommand.h"
#include "app/commands/statuslinecommand.h"
#include "app/completions.h"
#include "app/demo/democommand.h"

#include <algorithm>

namespace app {

namespace {

constexpr CommandOption kJson {"--json", "print JSON"};
constexpr CommandOption kProcess {"--process", "read the program's own log instead"};
constexpr CommandOption kFilter {"--filter TEXT", "show only the rows that match"};
constexpr CommandOption kPort {"--port N", "the proxy's port (LLM_PROXY_PORT)"};
constexpr CommandOption kSet {"--set KEY=VALUE", "set any setting, by its name in the environment"};
constexpr const char *kFilterLanguage =
    "A filter has words, which may stand anywhere in a row, and fields such as model:haiku, "
    "status:>=500, ms:>2s, tokens:>50k, changed:yes or since:10m. Join them by and, or, not (or a "
    "minus), with (parentheses) and \"quotes\". The window takes the same filters.";
constexpr const char *kBackendLog = "bin/logs shows the backend's own log.";

/// For a command that takes its arguments alone.
template <auto command>
int ofArguments(const Options &options, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    return command(options.arguments, inputs, output);
}

template <auto command>
int ofArgumentsAlone(const Options &options, const proxy::ConfigInputs & /*inputs*/,
                     CommandOutput /*output*/)
{
    return command(options.arguments);
}

int runCompletion(const Options &options, const proxy::ConfigInputs & /*inputs*/,
                  CommandOutput output)
{
    return runCompletion(options.arguments, output);
}

std::vector<SubCommand> lifecycleCommands()
{
    return {
        {.word = "start",
         .summary = "Start the proxy in the background and wait until it answers",
         .forms = {{.options = {{"--foreground",
                                 "stay in the foreground, as a service manager wants it"},
                                kPort,
                                kSet}}},
         .isInBin = true,
         .run = runStart},
        {.word = "health",
         .summary = "Say whether the proxy is healthy; the exit code says it too",
         .forms = {{.options = {kJson, kPort, kSet}}},
         .notes = {"Exit codes: 0 healthy, 1 stopped, 2 port held by another program, 3 unhealthy "
                   "answer, 4 no answer."},
         .isInBin = true,
         .run = runHealth},
        {.word = "stop",
         .summary = "Stop the proxy; open streams get time to finish",
         .forms = {{.options = {kPort, kSet}}},
         .isInBin = true,
         .run = runStop},
        {.word = "status",
         .summary = "Show settings, breakers and counters of the running proxy",
         .forms =
             {{.options = {{"--json", "changes nothing: the output is always JSON"}, kPort, kSet}}},
         .run = runStatus},
        {.word = "service",
         .summary = "Let systemd or launchd run the proxy from login on, without a window",
         .forms = {{"install",
                    "write a service of this user, start it now and at each login",
                    {{"--no-start", "do not start it before the next login"}}},
                   {"uninstall", "stop the service and remove it", {}},
                   {"status", "say whether the service is installed and runs", {}}},
         .notes = {"The service does not get the settings of your shell: put them into .env. Exit "
                   "codes: 0 "
                   "done, 1 it could not be done or the service does not run, 64 wrong usage."},
         .readsItsOwn = true,
         .run = ofArguments<runService>},
    };
}

std::vector<SubCommand> readingCommands()
{
    return {
        {.word = "logs-tail",
         .summary = "Show the newest lines of the proxy's request log",
         .forms = {{.words = "[N]", .options = {kJson, kProcess, kFilter}}},
         .notes = {"Without N it shows 20 lines.", kFilterLanguage, kBackendLog},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runLogsTail>},
        {.word = "logs-follow",
         .summary = "Follow the proxy's request log",
         .forms = {{.options = {kJson, kProcess, kFilter}}},
         .notes = {kFilterLanguage, kBackendLog},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runLogsFollow>},
        {.word = "config",
         .summary = "Check or show the settings",
         .forms = {{"check", "read all settings and say what is wrong", {kJson}},
                   {"show",
                    "print each value in force and where it comes from, secrets masked",
                    {kJson}},
                   {"path", "say where the files are", {kJson}}},
         .readsItsOwn = true,
         .run = ofArguments<runConfigCommand>},
    };
}

std::vector<SubCommand> routingCommands()
{
    return {
        {.word = "route",
         .summary = "Explain decisions, replay logged requests, review verdicts",
         .forms = {{"explain FILE|-",
                    "say what would be decided for a request body, and why",
                    {{"--path PATH", "the path of the request, such as /v1/messages"}, kJson}},
                   {"replay",
                    "decide the logged requests again, offline, and say what that would cost",
                    {{"--since 7d|today|all|DATE", "from this time on (default: 30d)"},
                     {"--policy cache-aware|human-turn|every-request",
                      "only this policy (default: all three)"},
                     {"--classifier morph|local|local-then-morph|morph-then-local",
                      "who judges (default: MORPH_ROUTER_CLASSIFIER)"},
                     kJson}},
                   {"review",
                    "say which verdicts look wrong afterwards, and how other limits of the score "
                    "would do",
                    {{"--since 7d|today|all|DATE", "from this time on (default: 30d)"}, kJson}},
                   {"label ID easy|hard|none",
                    "say how hard the task of a row was, or take that back with none",
                    {}}},
         .readsItsOwn = true,
         .run = ofArguments<runRoute>},
        {.word = "savings",
         .summary = "Show what routing cost and saved, at list prices",
         .forms = {{.options = {{"--since 7d|4w|today|yesterday|all|DATE",
                                 "from this time on (default: 30d)"},
                                {"--by model|project|client|day",
                                 "one line for each of these (default: model)"},
                                kJson}}},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runSavings>},
        {.word = "budget",
         .summary = "Show the limits of LLM_PROXY_BUDGETS, or lift one for a while",
         .forms = {{"list", "show each limit, what is used of it and what happens", {kJson}},
                   {"lift NAME",
                    "let this limit do nothing for a while",
                    {{"--for 1h|30m|day", "how long, up to 24h; day: the rest of it (default: "
                                          "1h)"}}},
                   {"restore NAME", "end a lift", {}}},
         .notes = {"The limits are those of the running proxy. Exit codes: 0 done, 1 no proxy runs "
                   "or it "
                   "refuses, 64 wrong usage."},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runBudget>},
        {.word = "clients",
         .summary = "Show the named clients of LLM_PROXY_CLIENTS, add one or revoke its key",
         .forms =
             {{"list", "show each client, and what it may do", {kJson}},
              {"add NAME",
               "make a key, print it this once, and write its hash into the file",
               {{"--policy cache-aware|human-turn|every-request|off",
                 "when a switch is worth it; off: never routed (default: MORPH_ROUTER_POLICY)"},
                {"--models A,B",
                 "the models that the client may use, * stands for any text (default: all)"},
                {"--expires DATE",
                 "the day or time from which the key is refused (default: never)"},
                {"--dollars N",
                 "the most that the client may cost, at list prices (default: no limit)"},
                {"--tokens N", "the most tokens that the client may use (default: no limit)"},
                {"--per day|week|month", "the time for which these limits hold (default: day)"}}},
              {"revoke NAME", "refuse the client's key from the next request on", {}}},
         .notes =
             {"The file is readable by its owner alone (0600). A running proxy reads it again by "
              "itself. "
              "Exit codes: 0 done, 1 it could not be done, 64 wrong usage, 78 LLM_PROXY_CLIENTS "
              "names no file."},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runClients>},
        {.word = "statusline",
         .summary = "Print one line for an agent's status line: model, difficulty, cache, savings",
         .forms = {{}},
         .notes =
             {"It reads the JSON that Claude Code writes to its standard input. It prints an empty "
              "line when no proxy runs."},
         .readsItsOwn = true,
         .run = ofArguments<runStatusLine>},
    };
}

std::vector<SubCommand> modelCommands()
{
    return {
        {.word = "models",
         .summary = "Show, check or refresh the table of models and their list prices",
         .forms = {{"list",
                    "show every row of the table, and to which models a difficulty leads",
                    {{"--family NAME", "only the models of this family"}, kJson}},
                   {"check", "say what needs doing about models", {kJson}},
                   {"import FILE [FILE ...]",
                    "make a table of your own from LiteLLM's price map",
                    {{"--supplement FILE", "what the price map lacks (default: a built-in file)"},
                     {"--output FILE",
                      "where to write it (default: models.json beside llm-proxy.json)"},
                     {"--as-of YYYY-MM-DD", "the day of the prices (default: today)"}}}},
         .notes =
             {"check ends with 1 when something needs doing, with 78 when the table is wrong."},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runModels>},
    };
}

std::vector<SubCommand> backendCommands()
{
    return {
        {.word = "backend",
         .summary = "Run a command of CLIProxyAPI; without a name, list them",
         .forms = {{.words = "[NAME ...]"}},
         .readsItsOwn = true,
         .explainsItself = true,
         .run = ofArgumentsAlone<static_cast<int (*)(const QStringList &)>(
             backend::runBackendCommand)>},
        {.word = "stats-update",
         .summary = "Merge the backend's usage export into a local file that outlives its restarts",
         .forms = {{.options = {{"--file PATH",
                                 "the file (default: runtime/usage-statistics.json)"}}}},
         .notes = {"The file has the shape of stats-usage-export, so stats-usage-import can put it "
                   "back.",
                   "It names client keys in plain text, as the export does, and is readable by its "
                   "owner "
                   "only.",
                   "Backends since v6.10.0 have no export: the command says so, leaves the file "
                   "alone and "
                   "exits 1."},
         .isInBin = true,
         .readsItsOwn = true,
         .usageCode = backend::kExitUsage,
         .run =
             ofArgumentsAlone<static_cast<int (*)(const QStringList &)>(backend::runStatsUpdate)>},
    };
}

std::vector<SubCommand> otherCommands()
{
    return {
        {.word = "demo",
         .summary = "Run a demonstration with fake servers; no account needed",
         .forms = {{.options = {{"--keep", "leave everything running, and say how to use it"},
                                {"--json", "print one line of JSON for each row"},
                                {"--port N", "the proxy's port (default: a free one)"}}}},
         .readsItsOwn = true,
         .run = ofArgumentsAlone<runDemoCommand>},
        {.word = "completion",
         .summary = "Print a shell's completions",
         .forms = {{.words = "bash|zsh|fish"}},
         .readsItsOwn = true,
         .run = runCompletion},
        {.word = "help",
         .summary = "Explain a command or a topic of the manual; without one, list both",
         .forms = {{.words = "[TOPIC]",
                    .options = {{"--search WORDS",
                                 "show the sections of the manual that have all of "
                                 "these words"}}}},
         .mode = Mode::Help,
         .readsItsOwn = true},
        {.word = "version", .summary = "Print the version", .forms = {{}}, .mode = Mode::Version},
    };
}

} // namespace

const std::vector<SubCommand> &subCommands()
{
    static const std::vector<SubCommand> table = [] {
        std::vector<SubCommand> all = lifecycleCommands();
        for (const auto &part : {readingCommands(), routingCommands(), modelCommands(),
                                 backendCommands(), otherCommands()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return table;
}

const SubCommand *findSubCommand(QStringView word)
{
    const auto &all = subCommands();
    const auto it = std::find_if(all.begin(), all.end(), [word](const SubCommand &each) {
        return word == QLatin1StringView(each.word);
    });
    return it == all.end() ? nullptr : &*it;
}

const std::vector<CommandOption> &generalOptions()
{
    static const std::vector<CommandOption> options {
        {"--no-gui", "serve in the foreground without a window"},
        {"--background",
         "run the desktop program in the tray, as at login, without opening a window"},
        kPort,
        kSet,
        {"--version", "print the version"},
        {"--help", "list the commands; behind a command: explain it"},
    };
    return options;
}

int runSubCommand(const Options &options, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const SubCommand &command = *options.subCommand;
    const int code = command.run(options, inputs, output);
    if (code == command.usageCode)
        output.err << usageLines(command);
    return code;
}

} // namespace app
