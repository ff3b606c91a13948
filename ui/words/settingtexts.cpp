// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/settingtexts.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace ui {

namespace {

// The table itself belongs to the engine, which speaks English: logs, documentation and the
// command line read it too. A test holds both together.
constexpr std::array kTexts {
    QT_TRANSLATE_NOOP("Settings", "Morph key; without it nothing is routed, everything passes"),
    QT_TRANSLATE_NOOP("Settings", "a key of visible ASCII characters"),
    QT_TRANSLATE_NOOP("Settings", "Morph's address"),
    QT_TRANSLATE_NOOP("Settings", "an http or https URL without user, query or fragment"),
    QT_TRANSLATE_NOOP("Settings", "Routing on; false passes every request through"),
    QT_TRANSLATE_NOOP("Settings", "true or false"),
    QT_TRANSLATE_NOOP("Settings", "How readily Morph calls a task easy"),
    QT_TRANSLATE_NOOP("Settings", "balanced or aggressive"),
    QT_TRANSLATE_NOOP("Settings", "Whose models are chosen; auto follows the requested model"),
    QT_TRANSLATE_NOOP("Settings", "anthropic, openai, gemini or auto"),
    QT_TRANSLATE_NOOP("Settings", "raw maps Morph's difficulty here; provider takes Morph's model"),
    QT_TRANSLATE_NOOP("Settings", "raw or provider"),
    QT_TRANSLATE_NOOP("Settings", "When a switch of model is worth it"),
    QT_TRANSLATE_NOOP("Settings", "cache-aware, human-turn or every-request"),
    QT_TRANSLATE_NOOP("Settings", "Put the x-llm-proxy-* headers on answers"),
    QT_TRANSLATE_NOOP("Settings", "Route POST /v1/responses too"),
    QT_TRANSLATE_NOOP("Settings", "Further attempts of one classification after the first"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 0 to 10"),
    QT_TRANSLATE_NOOP("Settings", "Time for one decision, attempts and waits included"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 1 to 60000 (milliseconds)"),
    QT_TRANSLATE_NOOP("Settings", "Failures in a row that stop asking Morph for a while"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 1 to 1000"),
    QT_TRANSLATE_NOOP("Settings", "How long that while is at first; failed probes double it"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 1 to 300000 (milliseconds)"),
    QT_TRANSLATE_NOOP("Settings", "Models for easy tasks; not set: the built-in table's"),
    QT_TRANSLATE_NOOP("Settings", "model names, the first one that the backend lists is used"),
    QT_TRANSLATE_NOOP("Settings", "Models for medium tasks; not set: as hard, else the table's"),
    QT_TRANSLATE_NOOP("Settings", "Models for hard tasks; not set: the built-in table's"),
    QT_TRANSLATE_NOOP("Settings",
                      "Models when Morph cannot size the task; not set: the requested one stays"),
    QT_TRANSLATE_NOOP("Settings", "Ordered rules that decide before the router does"),
    QT_TRANSLATE_NOOP("Settings", "a JSON array of objects"),
    QT_TRANSLATE_NOOP("Settings", "Port to listen on; 0 picks a free one"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 0 to 65535"),
    QT_TRANSLATE_NOOP("Settings", "Addresses to listen on; not set: 127.0.0.1 and ::1"),
    QT_TRANSLATE_NOOP("Settings",
                      "IP addresses or localhost; beyond loopback LLM_PROXY_API_KEYS is needed"),
    QT_TRANSLATE_NOOP("Settings",
                      "Keys of which every client must present one; not set: none is asked for"),
    QT_TRANSLATE_NOOP("Settings", "keys of visible ASCII characters without commas"),
    QT_TRANSLATE_NOOP("Settings",
                      "Further names by which clients may call the proxy (Host header)"),
    QT_TRANSLATE_NOOP("Settings", "host names or addresses without port"),
    QT_TRANSLATE_NOOP("Settings", "Web origins whose requests may use the upstream key"),
    QT_TRANSLATE_NOOP("Settings", "origins such as http://localhost:3000"),
    QT_TRANSLATE_NOOP("Settings",
                      "Let clients of other machines reach the backend's management routes"),
    QT_TRANSLATE_NOOP("Settings", "Largest request body that is buffered to be routed"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 1 to 1024"),
    QT_TRANSLATE_NOOP("Settings", "All buffered bodies together; beyond it requests get 503"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 1 to 65536"),
    QT_TRANSLATE_NOOP("Settings", "Client connections at once"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 1 to 1000000"),
    QT_TRANSLATE_NOOP("Settings", "First to last byte of a request's head"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 1 to 86400000 (milliseconds)"),
    QT_TRANSLATE_NOOP("Settings", "Longest silence inside a request's body"),
    QT_TRANSLATE_NOOP("Settings", "Idle client connections are closed after this time"),
    QT_TRANSLATE_NOOP("Settings", "How long a stop waits for open streams before cutting them"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 0 to 86400000 (milliseconds)"),
    QT_TRANSLATE_NOOP("Settings", "CLIProxyAPI's address"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "an http or https URL, without user, query or fragment, that does not end in /v1"),
    QT_TRANSLATE_NOOP(
        "Settings",
        "CLIProxyAPI key; not set: the first one of the local Quotio or CLIProxyAPI configuration"),
    QT_TRANSLATE_NOOP("Settings", "That configuration, when it is not in one of the known places"),
    QT_TRANSLATE_NOOP("Settings", "a file"),
    QT_TRANSLATE_NOOP("Settings",
                      "The API the upstream speaks; any: all of them, nothing is ever converted"),
    QT_TRANSLATE_NOOP("Settings", "any, openai or anthropic"),
    QT_TRANSLATE_NOOP("Settings", "Further attempts where nothing can have been billed"),
    QT_TRANSLATE_NOOP("Settings", "a whole number from 0 to 5"),
    QT_TRANSLATE_NOOP("Settings", "Failed connections in a row after which requests get 503"),
    QT_TRANSLATE_NOOP("Settings", "Time to connect to the upstream"),
    QT_TRANSLATE_NOOP("Settings", "Time from the request to the answer's head"),
    QT_TRANSLATE_NOOP("Settings", "Longest silence inside an answer"),
    QT_TRANSLATE_NOOP("Settings", "Folder of the JSONL request log"),
    QT_TRANSLATE_NOOP("Settings",
                      "a folder; relative to the project, installed to the state folder"),
    QT_TRANSLATE_NOOP("Settings", "Write the classified text into the request log"),
    QT_TRANSLATE_NOOP("Settings",
                      "Warn when a day's list-price cost in dollars passes this; 0: never"),
    QT_TRANSLATE_NOOP("Settings", "a number from 0 to 1000000"),
    QT_TRANSLATE_NOOP("Settings", "The CLIProxyAPI program that the login commands run"),
    QT_TRANSLATE_NOOP("Settings", "a file, or a name in PATH"),
    QT_TRANSLATE_NOOP("Settings", "Plain management key of CLIProxyAPI for the backend commands"),
};

} // namespace

QString settingText(const QString &english)
{
    return QCoreApplication::translate("Settings", english.toUtf8().constData());
}

bool isKnownSettingText(const QString &english)
{
    return std::any_of(kTexts.begin(), kTexts.end(), [&english](const char *known) {
        return english == QString::fromUtf8(known);
    });
}

} // namespace ui
