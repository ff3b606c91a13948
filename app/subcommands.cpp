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

constexpr CommandOption kJson {"--json", "as JSON"};
constexpr CommandOption kProcess {"--process", "the program's own log instead"};
constexpr CommandOption kFilter {"--filter TEXT", "only the rows that match"};
constexpr CommandOption kPort {"--port N", "the port to listen on, LLM_PROXY_PORT"};
constexpr CommandOption kSet {"--set KEY=VALUE", "any setting, by its environment name"};
constexpr const char *kFilterLanguage =
    "A filter has words, which may stand anywhere in a row, and fields such as model:haiku, "
    "status:>=500, ms:>2s, tokens:>50k, changed:yes or since:10m, joined by and, or, not (or a "
    "minus), with (parentheses) and \"quotes\"; the window has the same.";
constexpr const char *kBackendLog = "The backend's own log is read with bin/logs.";

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
         .summary = "Tell by the exit code whether the proxy is healthy",
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
         .summary = "Show configuration, breakers and counters of the running proxy",
         .forms = {{.options = {{"--json", "it always is"}, kPort, kSet}}},
         .run = runStatus},
        {.word = "service",
         .summary = "Let systemd or launchd run the proxy from login on, without a window",
         .forms = {{"install",
                    "write the service of this user, start it, and start it at each login",
                    {{"--no-start", "only at the next login"}}},
                   {"uninstall", "stop the service and remove it", {}},
                   {"status", "whether it is installed and runs", {}}},
         .notes = {"Settings of the shell are not taken over: put them into .env. Exit codes: 0, 1 "
                   "when it could not be done or does not run, 64 wrong usage."},
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
         .notes = {"20 lines, unless N says how many.", kFilterLanguage, kBackendLog},
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
         .summary = "Check or show the configuration",
         .forms = {{"check", "read every source and say what is wrong", {kJson}},
                   {"show", "each value in force and where it comes from, secrets masked", {kJson}},
                   {"path", "where the files are", {kJson}}},
         .readsItsOwn = true,
         .run = ofArguments<runConfigCommand>},
    };
}

std::vector<SubCommand> routingCommands()
{
    return {
        {.word = "route",
         .summary = "Tell what would be decided, and why, or decide logged requests anew",
         .forms = {{"explain FILE|-",
                    "what would be decided for a request body, and why",
                    {{"--path PATH", "the request's path, as /v1/messages"}, kJson}},
                   {"replay",
                    "decide the logged requests anew, offline",
                    {{"--since 7d|today|all|DATE", "from when on; 30d unless said"},
                     {"--policy cache-aware|human-turn|every-request",
                      "this policy alone; all three unless said"},
                     {"--classifier morph|local|local-then-morph|morph-then-local",
                      "who judges; as configured unless said"},
                     kJson}},
                   {"review",
                    "what the use of answers says about verdicts, and how limits would do",
                    {{"--since 7d|today|all|DATE", "from when on; 30d unless said"}, kJson}},
                   {"label ID easy|hard|none",
                    "say what the task of a row should have been, or take that back",
                    {}}},
         .readsItsOwn = true,
         .run = ofArguments<runRoute>},
        {.word = "savings",
         .summary = "Show what routing cost and saved, at list prices",
         .forms = {{.options = {{"--since 7d|4w|today|yesterday|all|DATE",
                                 "from when on; 30d unless said"},
                                {"--by model|project|client|day", "a line each; model unless said"},
                                kJson}}},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runSavings>},
        {.word = "budget",
         .summary = "Show the limits of LLM_PROXY_BUDGETS, or lift one for a while",
         .forms = {{"list", "each limit, what is used of it and what happens", {kJson}},
                   {"lift NAME",
                    "nothing happens at this limit for a while",
                    {{"--for 1h|30m|day", "how long, up to 24h; day is the rest of it; 1h unless "
                                          "said"}}},
                   {"restore NAME", "end a lift", {}}},
         .notes = {"They are those of the running proxy. Exit codes: 0, 1 when none runs or it "
                   "refuses, 64 wrong usage."},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runBudget>},
        {.word = "clients",
         .summary = "Show the named clients of LLM_PROXY_CLIENTS, add one or revoke its key",
         .forms = {{"list", "each client, and what it may do", {kJson}},
                   {"add NAME",
                    "make a key, print it this once, and keep its hash in the file",
                    {{"--policy cache-aware|human-turn|every-request|off",
                      "when a switch is worth it; off: never routed; as for everybody unless said"},
                     {"--models A,B", "what it may use, * stands for any text; all unless said"},
                     {"--expires DATE", "from when on the key is refused; never unless said"},
                     {"--dollars N", "what it may use at list prices; no limit unless said"},
                     {"--tokens N", "the same in tokens"},
                     {"--per day|week|month", "in which time; a day unless said"}}},
                   {"revoke NAME", "refuse its key from the next request on", {}}},
         .notes = {"The file is written by itself alone (0600) and read again by a running proxy. "
                   "Exit codes: 0, 1 when it could not be done, 64 wrong usage, 78 no such file "
                   "is configured."},
         .isInBin = true,
         .readsItsOwn = true,
         .run = ofArguments<runClients>},
        {.word = "statusline",
         .summary = "Print one line for an agent's status line: model, difficulty, cache, savings",
         .forms = {{}},
         .notes = {"It reads the agent's JSON on standard input, as Claude Code writes it, and "
                   "prints an empty line when no proxy runs."},
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
                    "every row of the table, and where a difficulty goes",
                    {{"--family NAME", "the models of one family"}, kJson}},
                   {"check", "what needs doing about models", {kJson}},
                   {"import FILE [FILE ...]",
                    "make the table anew from LiteLLM's price map",
                    {{"--supplement FILE", "what the map lacks; a built-in one unless said"},
                     {"--output FILE", "models.json beside llm-proxy.json unless said"},
                     {"--as-of YYYY-MM-DD", "the table's day; today unless said"}}}},
         .notes = {"check exits 1 when something needs doing, 78 when the table is wrong."},
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
                                 "the file; runtime/usage-statistics.json unless said"}}}},
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
         .summary = "Show the whole path with fake servers; no account needed",
         .forms = {{.options = {{"--keep", "leave everything running and say how to use it"},
                                {"--json", "rows as JSON, one a line"},
                                {"--port N", "of the proxy; a free one unless said"}}}},
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
                                 "Show the sections of the manual that have all of "
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
        {"--background", "the desktop program in the tray, as at login: no window is opened"},
        kPort,
        kSet,
        {"--version", "print the version"},
        {"--help", "list the commands; behind a command, explain it"},
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
