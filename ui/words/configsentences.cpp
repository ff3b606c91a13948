// SPDX-License-Identifier: LicenseRef-Private
#include "ui/words/sentences.h"

#include <QtGlobal>

#include <array>

namespace ui {

namespace {

constexpr std::array kSentences {
    QT_TRANSLATE_NOOP("Engine", "%1; allowed: %2"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not a URL"),
    QT_TRANSLATE_NOOP("Engine", "\"%1:\" is not a scheme that is spoken here"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" names no host"),
    QT_TRANSLATE_NOOP("Engine", "port 0 cannot be reached"),
    QT_TRANSLATE_NOOP("Engine", "it has a query or a fragment"),
    QT_TRANSLATE_NOOP("Engine", "is longer than 4096 characters"),
    QT_TRANSLATE_NOOP("Engine", "holds a character that cannot stand in a header"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not a model name"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not an IP address"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not a host name without port"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not an origin"),
    QT_TRANSLATE_NOOP("Engine", "it holds a user name or password"),
    QT_TRANSLATE_NOOP("Engine", "it ends with the path \"/v1\", which every request brings itself"),
    QT_TRANSLATE_NOOP("Engine",
                      "\"%1\" can be reached from other machines, and no key is asked for"),
    QT_TRANSLATE_NOOP("Engine", "loopback addresses, or LLM_PROXY_API_KEYS as well"),
    QT_TRANSLATE_NOOP("Engine", "holds a key of fewer than %1 characters"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is this proxy's own address"),
    QT_TRANSLATE_NOOP("Engine", "the address of another program, or another LLM_PROXY_PORT"),
    QT_TRANSLATE_NOOP("Engine", "sends the key and prompts unencrypted"),
    QT_TRANSLATE_NOOP("Engine", "is less than LLM_PROXY_MAX_BODY_MB"),
    QT_TRANSLATE_NOOP("Engine", "at least as much as LLM_PROXY_MAX_BODY_MB"),
    QT_TRANSLATE_NOOP("Engine", "is not set: routing is off, every request keeps its model"),
    QT_TRANSLATE_NOOP("Engine", "holds a key and can be read by other users"),
    QT_TRANSLATE_NOOP("Engine", "mode 0600"),
    QT_TRANSLATE_NOOP("Engine", "is not a known setting"),
    QT_TRANSLATE_NOOP("Engine", "is not a known setting; did you mean %1?"),
    QT_TRANSLATE_NOOP("Engine", "has an effect in the environment only"),
    QT_TRANSLATE_NOOP("Engine", "stands on line %1 too; the last one counts"),
    QT_TRANSLATE_NOOP("Engine",
                      "is a secret, and every user of this machine can read a command line"),
    QT_TRANSLATE_NOOP("Engine", "the environment, .env or llm-proxy.json"),
    QT_TRANSLATE_NOOP("Engine", "text after the closing quote"),
    QT_TRANSLATE_NOOP("Engine", "the closing quote is missing"),
    QT_TRANSLATE_NOOP("Engine", "is not of the form KEY=value"),
    QT_TRANSLATE_NOOP("Engine", "holds a NUL"),
    QT_TRANSLATE_NOOP("Engine", "is not UTF-8"),
    QT_TRANSLATE_NOOP("Engine", "is not JSON: %1"),
    QT_TRANSLATE_NOOP("Engine", "holds no JSON object"),
    QT_TRANSLATE_NOOP("Engine", "stands there more than once"),
    QT_TRANSLATE_NOOP("Engine", "is not an object"),
    QT_TRANSLATE_NOOP("Engine", "an object of settings"),
    QT_TRANSLATE_NOOP("Engine", "does not exist, but LLM_PROXY_CONFIG names it"),
    QT_TRANSLATE_NOOP("Engine", "is not an array of objects"),
    QT_TRANSLATE_NOOP("Engine", "can't be used: %1"),
    QT_TRANSLATE_NOOP("Engine", "a text"),
    QT_TRANSLATE_NOOP("Engine", "is %1, not %2"),
    QT_TRANSLATE_NOOP("Engine", "%1 is not a whole number"),
    QT_TRANSLATE_NOOP("Engine", "%1 is out of range"),
    QT_TRANSLATE_NOOP("Engine", "an array of texts"),
    QT_TRANSLATE_NOOP("Engine", "one entry %1"),
    QT_TRANSLATE_NOOP("Engine", "one entry is empty"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not one of them"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is neither true nor false"),
    QT_TRANSLATE_NOOP("Engine", "a whole number from %1 to %2"),
    QT_TRANSLATE_NOOP("Engine", "a whole number"),
    QT_TRANSLATE_NOOP("Engine", "\"%1\" is not %2"),
    QT_TRANSLATE_NOOP("Engine", "holds commas only"),
    QT_TRANSLATE_NOOP("Engine", "is not a number"),
    QT_TRANSLATE_NOOP("Engine", "is not a regular file"),
    QT_TRANSLATE_NOOP("Engine", "cannot be read: %1"),
    QT_TRANSLATE_NOOP("Engine", "is larger than 1 MiB"),
    QT_TRANSLATE_NOOP("Engine", "router.rules[%1]: %2"),
    QT_TRANSLATE_NOOP("Engine", "when.%1 must be a text of at most 256 bytes"),
    QT_TRANSLATE_NOOP("Engine", "when.%1 must be a number of bytes"),
    QT_TRANSLATE_NOOP("Engine", "when.%1 is not known; known are model, path, client, project, "
                                "header, headerValue, textLongerThan, textShorterThan"),
    QT_TRANSLATE_NOOP("Engine", "then.keep must name hard, upgrade or both"),
    QT_TRANSLATE_NOOP("Engine", "then.keep knows hard and upgrade only"),
    QT_TRANSLATE_NOOP("Engine", "then.route must be off, easy, medium, hard or model=<id>"),
    QT_TRANSLATE_NOOP("Engine", "then.%1 is not known; known are route and keep"),
    QT_TRANSLATE_NOOP("Engine", "needs then.route or then.keep"),
    QT_TRANSLATE_NOOP("Engine", "needs an id of at most 256 bytes"),
    QT_TRANSLATE_NOOP("Engine", "%1 is not known; known are id, when and then"),
    QT_TRANSLATE_NOOP("Engine", "more than 256 rules"),
    QT_TRANSLATE_NOOP("Engine", "its id is used twice"),
    QT_TRANSLATE_NOOP("Engine", "there is no setting %1"),
    QT_TRANSLATE_NOOP("Engine", "%1 is fixed by the %2"),
    QT_TRANSLATE_NOOP("Engine", "environment: %1: \"%2\" is not an absolute path"),
    QT_TRANSLATE_NOOP("Engine", "environment"),
    QT_TRANSLATE_NOOP("Engine", "command line"),
    QT_TRANSLATE_NOOP("Engine", "keychain"),
    QT_TRANSLATE_NOOP("Engine", "default"),
    QT_TRANSLATE_NOOP("Engine", "no key for the backend was found: the agents' own keys pass"),
    QT_TRANSLATE_NOOP(
        "Engine", "%1: api-keys holds an example key; newer backends refuse all traffic with it"),
    QT_TRANSLATE_NOOP("Engine", "%1: holds no usable key in api-keys"),
    QT_TRANSLATE_NOOP("Engine", "%1: does not exist"),
    QT_TRANSLATE_NOOP("Engine", "%1: is not YAML (line %2)"),
    QT_TRANSLATE_NOOP("Engine", "%1: is not YAML that can be read"),
    QT_TRANSLATE_NOOP("Engine", "%1: holds no YAML mapping"),
    QT_TRANSLATE_NOOP("Engine", "%1: is not a regular file"),
    QT_TRANSLATE_NOOP("Engine", "%1: is larger than 1 MiB"),
    QT_TRANSLATE_NOOP("Engine", "%1: cannot be read: %2"),
};

} // namespace

std::span<const char *const> configSentences()
{
    return kSentences;
}

} // namespace ui
