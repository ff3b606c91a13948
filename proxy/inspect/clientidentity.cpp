// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/inspect/clientidentity.h"

#include "proxy/core/repeatedtext.h"
#include "proxy/json/jsontree.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr qsizetype kMaxName = 64;
constexpr qsizetype kMaxSession = 128;

struct KnownClient
{
    QByteArrayView product; ///< lower case; up to '/'
    QByteArrayView name;
};

// A product matches whole, or up to one of "-_" and more: "codex_exec", "GeminiCLI-tui".
constexpr std::array<KnownClient, 13> kClients {{
    {"claude-cli", "claude-code"},
    {"claude-code", "claude-code"},
    {"codex", "codex"},
    {"geminicli", "gemini-cli"},
    {"gemini-cli", "gemini-cli"},
    {"qwencode", "qwen-code"},
    {"qwen-code", "qwen-code"},
    {"opencode", "opencode"},
    {"pi", "pi"},
    {"curl", "curl"},
    {"google-genai-sdk", "google-genai"},
    {"ai-sdk", "ai-sdk"},
    {"bun", "bun"},
}};

// SDKs whose token is Vendor/Language, followed by the version.
constexpr std::array<QByteArrayView, 2> kSdkVendors {"anthropic", "openai"};

constexpr std::array<QByteArrayView, 9> kSessionHeaders {
    "x-claude-code-session-id",
    "session_id",
    "session-id",
    "x-session-id",
    "x-opencode-session",
    "x-session-affinity",
    "conversation_id",
    "x-grok-conv-id",
    "thread-id",
};

bool isProductByte(char byte)
{
    return byte > 0x20 && byte < 0x7F && byte != '/' && byte != '(' && byte != ';' && byte != ',';
}

/// Takes the word at the front of @p text off it.
QByteArrayView takeWord(QByteArrayView &text)
{
    qsizetype end = 0;
    while (end < text.size() && isProductByte(text[end]))
        ++end;
    const QByteArrayView word = text.first(end);
    text = text.sliced(end);
    return word;
}

QByteArray lowered(QByteArrayView word)
{
    return word.first(std::min(word.size(), kMaxName)).toByteArray().toLower();
}

bool isProduct(QByteArrayView word, QByteArrayView product)
{
    if (!word.startsWith(product))
        return false;
    return word.size() == product.size() || word[product.size()] == '-'
           || word[product.size()] == '_';
}

/// "/1.2.3" or " 1.2.3" → "1.2.3".
QByteArray versionOf(QByteArrayView rest)
{
    if (!rest.isEmpty() && (rest.front() == '/' || rest.front() == ' '))
        rest = rest.sliced(1);
    const QByteArrayView word = takeWord(rest);
    const bool isVersion = !word.isEmpty() && word.front() >= '0' && word.front() <= '9';
    return isVersion ? word.first(std::min(word.size(), kMaxName)).toByteArray() : QByteArray();
}

struct UserAgent
{
    QByteArray text;
    QByteArray name;
    QByteArray version;
};

void readUserAgent(QByteArrayView userAgent, UserAgent &identity)
{
    QByteArrayView rest = userAgent.trimmed();
    const QByteArray product = lowered(takeWord(rest));
    if (std::find(kSdkVendors.begin(), kSdkVendors.end(), product) != kSdkVendors.end()
        && rest.startsWith('/')) {
        rest = rest.sliced(1);
        const QByteArrayView language = takeWord(rest);
        identity.name.reserve(product.size() + language.size() + 5);
        identity.name.append(product).append("-sdk-", 5).append(lowered(language));
        identity.version = versionOf(rest);
        return;
    }
    const auto *known =
        std::find_if(kClients.begin(), kClients.end(), [&product](const KnownClient &client) {
            return isProduct(product, client.product);
        });
    identity.name = known == kClients.end()
                        ? product
                        : QByteArray::fromRawData(known->name.data(), known->name.size());
    identity.version = versionOf(rest);
}

/// The last one stays: a program sends the same with each request.
const UserAgent &read(QByteArrayView userAgent)
{
    static thread_local UserAgent last;
    if (last.text != userAgent) {
        last = {.text = userAgent.toByteArray(), .name = {}, .version = {}};
        readUserAgent(userAgent, last);
    }
    return last;
}

} // namespace

ClientIdentity identifyClient(const HeaderList &headers)
{
    ClientIdentity identity;
    if (const auto userAgent = headers.first("user-agent")) {
        const UserAgent &known = read(*userAgent);
        identity.name = known.name;
        identity.version = known.version;
    }
    for (const QByteArrayView name : kSessionHeaders) {
        const auto value = headers.first(name);
        if (!value)
            continue;
        identity.session = checkedSession(*value);
        if (!identity.session.isEmpty())
            break;
    }
    return identity;
}

QByteArray checkedSession(QByteArrayView session)
{
    const QByteArrayView trimmed = session.trimmed();
    if (trimmed.size() > kMaxSession)
        return {};
    static thread_local RepeatedText last;
    const bool isPrintable = last.isRepeated(trimmed)
                             || std::all_of(trimmed.begin(), trimmed.end(),
                                            [](char byte) { return byte > 0x20 && byte < 0x7F; });
    return isPrintable ? last.of(trimmed) : QByteArray();
}

QByteArray sessionOfUserId(QByteArrayView userId)
{
    constexpr QByteArrayView kMark = "_session_";
    if (userId.startsWith('{')) {
        JsonTree tree;
        return tree.parse(userId) ? checkedSession(tree.root()["session_id"].text()) : QByteArray();
    }
    const qsizetype at = userId.lastIndexOf(kMark);
    return at < 0 ? QByteArray() : checkedSession(userId.sliced(at + kMark.size()));
}

} // namespace proxy
