// SPDX-License-Identifier: LicenseRef-Private
// Lists in the backend's configuration: api-keys and the provider keys.
#include "tests/standins/gojson.h"
#include "tests/standins/management.h"

#include <QJsonDocument>

#include <algorithm>

namespace standins {

namespace {

/// The array of a PUT: bare, or under "items", which must not be empty then.
std::optional<QJsonArray> itemsOf(const ManagementCall &call)
{
    const QJsonDocument document = QJsonDocument::fromJson(call.request.body);
    if (document.isArray())
        return document.array();
    const QJsonArray items = document[QLatin1String("items")].toArray();
    return items.isEmpty() ? std::nullopt : std::make_optional(items);
}

ManagementReply putKeys(ManagementCall &call)
{
    const std::optional<QJsonArray> items = itemsOf(call);
    if (!items)
        return managementError(400, "invalid body");
    QList<QByteArray> keys;
    for (const QJsonValue item : *items) {
        if (!item.isString())
            return managementError(400, "invalid body");
        keys.append(item.toString().toUtf8());
    }
    call.state.apiKeys = keys;
    return managementOk();
}

ManagementReply patchKeys(ManagementCall &call)
{
    if (!call.isJson())
        return managementError(400, "invalid body");
    QList<QByteArray> &keys = call.state.apiKeys;
    const QJsonObject body = call.object();
    const QJsonValue from = body[QLatin1String("old")];
    const QJsonValue to = body[QLatin1String("new")];
    const QJsonValue index = body[QLatin1String("index")];
    const QJsonValue value = body[QLatin1String("value")];
    if (index.isDouble() && value.isString() && index.toInt(-1) >= 0
        && index.toInt() < keys.size()) {
        keys[index.toInt()] = value.toString().toUtf8();
        return managementOk();
    }
    // JSON null is no string: a wrapper that sends it must hear about it.
    if (!from.isString() || !to.isString())
        return managementError(400, "missing fields");
    const qsizetype at = keys.indexOf(from.toString().toUtf8());
    if (at >= 0)
        keys[at] = to.toString().toUtf8();
    else
        keys.append(to.toString().toUtf8());
    return managementOk();
}

ManagementReply deleteKey(ManagementCall &call)
{
    QList<QByteArray> &keys = call.state.apiKeys;
    bool good = false;
    const int index = call.value("index").toInt(&good);
    if (good && index >= 0 && index < keys.size()) {
        keys.removeAt(index);
        return managementOk();
    }
    const QByteArray value = call.value("value");
    if (value.isEmpty())
        return managementError(400, "missing index or value");
    keys.removeAll(value);
    return managementOk();
}

/// A list of objects and the member that tells them apart.
struct ListRoute
{
    const char *route;
    const char *identity;
    bool needsBaseUrl;
};

constexpr std::array<ListRoute, 6> kLists {{
    {"gemini-api-key", "api-key", false},
    {"claude-api-key", "api-key", false},
    {"codex-api-key", "api-key", true},
    {"vertex-api-key", "api-key", false},
    {"openai-compatibility", "name", true},
    {"ampcode/model-mappings", "from", false},
}};

ManagementReply putList(ManagementCall &call, const ListRoute &list)
{
    const std::optional<QJsonArray> items = itemsOf(call);
    if (!items)
        return managementError(400, "invalid body");
    QJsonArray kept;
    for (const QJsonValue item : *items) {
        if (!list.needsBaseUrl || !item[QLatin1String("base-url")].toString().isEmpty())
            kept.append(item);
    }
    call.state.management.lists[list.route] = kept;
    return managementOk();
}

qsizetype findItem(const QJsonArray &items, const QLatin1String &identity, const QString &value)
{
    for (qsizetype i = 0; i < items.size(); ++i) {
        if (items[i][identity].toString() == value)
            return i;
    }
    return -1;
}

ManagementReply patchList(ManagementCall &call, const ListRoute &list)
{
    const QJsonObject body = call.object();
    if (!body[QLatin1String("value")].isObject())
        return managementError(400, "invalid body");
    QJsonArray &items = call.state.management.lists[list.route];
    const QLatin1String identity(list.identity);
    const QString match = body.contains(QLatin1String("match"))
                              ? body[QLatin1String("match")].toString()
                              : body[QLatin1String("name")].toString();
    const qsizetype at = body[QLatin1String("index")].isDouble()
                             ? body[QLatin1String("index")].toInt()
                             : findItem(items, identity, match);
    if (at < 0 || at >= items.size())
        return managementError(404, "item not found");
    QJsonObject item = items[at].toObject();
    const QJsonObject changes = body[QLatin1String("value")].toObject();
    for (auto it = changes.begin(); it != changes.end(); ++it)
        item[it.key()] = it.value();
    const QLatin1String vital = list.needsBaseUrl ? QLatin1String("base-url") : identity;
    if (item[vital].toString().isEmpty())
        items.removeAt(at);
    else
        items[at] = item;
    return managementOk();
}

ManagementReply deleteFromList(ManagementCall &call, const ListRoute &list)
{
    QJsonArray &items = call.state.management.lists[list.route];
    const QLatin1String identity(list.identity);
    bool good = false;
    const int index = call.value("index").toInt(&good);
    const QString value = QString::fromUtf8(call.value(list.identity));
    if (!good && value.isEmpty())
        return managementError(400, QByteArray("missing ") + list.identity + " or index");
    const qsizetype at = good ? index : findItem(items, identity, value);
    const bool found = at >= 0 && at < items.size();
    if (!found && qstrcmp(list.route, "gemini-api-key") == 0)
        return managementError(404, "item not found");
    if (found)
        items.removeAt(at);
    return managementOk();
}

/// Which client key uses which Amp key: under "value", and a DELETE names its keys in a body.
std::optional<ManagementReply> answerAmpKeys(ManagementCall &call)
{
    QJsonArray &entries = call.state.management.lists["ampcode/upstream-api-keys"];
    const QByteArray &method = call.request.method;
    if (method == "GET")
        return ManagementReply {200, goJson({{QStringLiteral("upstream-api-keys"), entries}})};
    const QJsonValue value = call.object()[QLatin1String("value")];
    if (!value.isArray())
        return managementError(400, call.isJson() ? "missing value" : "invalid body");
    if (method == "PUT") {
        entries = value.toArray();
        return managementOk();
    }
    QJsonArray kept;
    for (const QJsonValue entry : std::as_const(entries)) {
        if (!value.toArray().isEmpty()
            && !value.toArray().contains(entry[QLatin1String("upstream-api-key")]))
            kept.append(entry);
    }
    if (method != "DELETE")
        return std::nullopt;
    entries = kept;
    return managementOk();
}

/// The backend's own catalogue of one channel.
ManagementReply modelDefinitions(const QByteArray &channel)
{
    static const QList<QByteArray> known {"claude", "gemini", "vertex",     "aistudio",
                                          "codex",  "kimi",   "antigravity"};
    const QString name = QString::fromUtf8(channel);
    if (!known.contains(channel))
        return {400, goJson({{QStringLiteral("error"), QStringLiteral("unknown channel")},
                             {QStringLiteral("channel"), name}})};
    const QJsonObject model {{QStringLiteral("id"), name + QStringLiteral("-model")}};
    return {200, goJson({{QStringLiteral("channel"), name},
                         {QStringLiteral("models"), QJsonArray {model}}})};
}

} // namespace

std::optional<ManagementReply> answerKeys(ManagementCall &call)
{
    if (call.route != "api-keys")
        return std::nullopt;
    const QByteArray &method = call.request.method;
    if (method == "GET") {
        QByteArray list;
        for (const QByteArray &key : std::as_const(call.state.apiKeys))
            list += (list.isEmpty() ? "" : ",") + quoted(key);
        return ManagementReply {
            200,
            "{\"api-keys\":" + (call.state.apiKeys.isEmpty() ? "null" : "[" + list + "]") + "}"};
    }
    if (method == "PUT")
        return putKeys(call);
    if (method == "PATCH")
        return patchKeys(call);
    return method == "DELETE" ? std::make_optional(deleteKey(call)) : std::nullopt;
}

std::optional<ManagementReply> answerLists(ManagementCall &call)
{
    const QByteArray definitions = "model-definitions/";
    if (call.route.startsWith(definitions) && call.request.method == "GET")
        return modelDefinitions(call.route.mid(definitions.size()));
    if (call.route == "ampcode/upstream-api-keys" && !call.state.isV7())
        return answerAmpKeys(call);
    const auto list = std::find_if(kLists.begin(), kLists.end(), [&](const ListRoute &known) {
        return call.route == known.route;
    });
    if (list == kLists.end() || (call.state.isV7() && call.route.startsWith("ampcode/")))
        return std::nullopt;
    const QByteArray &method = call.request.method;
    if (method == "GET") {
        const QByteArray name = call.route.mid(call.route.lastIndexOf('/') + 1);
        return ManagementReply {
            200, goJson({{QString::fromLatin1(name), call.state.management.lists[list->route]}})};
    }
    if (method == "PUT")
        return putList(call, *list);
    if (method == "PATCH")
        return patchList(call, *list);
    return method == "DELETE" ? std::make_optional(deleteFromList(call, *list)) : std::nullopt;
}

} // namespace standins
