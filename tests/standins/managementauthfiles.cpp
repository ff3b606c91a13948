// SPDX-License-Identifier: LicenseRef-Private
// Credential files.
#include "tests/standins/gojson.h"
#include "tests/standins/management.h"
#include "tests/standins/multipart.h"

#include <QJsonDocument>

namespace standins {

namespace {

using AuthFile = ManagementState::AuthFile;

QJsonObject describe(const QByteArray &name, const AuthFile &file)
{
    const QJsonObject content = QJsonDocument::fromJson(file.content).object();
    const QString id = QString::fromUtf8(name);
    return {{QStringLiteral("id"), id},
            {QStringLiteral("name"), id},
            {QStringLiteral("auth_index"), QStringLiteral("00000000000000aa")},
            {QStringLiteral("type"), content[QLatin1String("type")]},
            {QStringLiteral("provider"), content[QLatin1String("type")]},
            {QStringLiteral("email"), content[QLatin1String("email")]},
            {QStringLiteral("disabled"), file.disabled},
            {QStringLiteral("status"),
             file.disabled ? QStringLiteral("disabled") : QStringLiteral("active")},
            {QStringLiteral("size"), file.content.size()}};
}

ManagementReply list(const ManagementState &management)
{
    QJsonArray files;
    for (auto it = management.authFiles.begin(); it != management.authFiles.end(); ++it)
        files.append(describe(it.key(), it.value()));
    return {200, goJson({{QStringLiteral("files"), files}})};
}

bool isBadName(const QByteArray &name)
{
    return name.isEmpty() || name.contains('/') || name.contains('\\');
}

ManagementReply store(ManagementState &management, const QByteArray &name,
                      const QByteArray &content)
{
    // Written first and parsed afterwards, as the real one does: a bad file stays in the list.
    management.authFiles[name] = {content};
    QJsonParseError error {};
    QJsonDocument::fromJson(content, &error);
    if (error.error != QJsonParseError::NoError)
        return managementError(500, "invalid auth file: " + error.errorString().toUtf8());
    return managementOk();
}

ManagementReply upload(ManagementCall &call)
{
    ManagementState &management = call.state.management;
    if (const auto form = parseForm(call.request.header("Content-Type"), call.request.body)) {
        for (const FormPart &part : *form) {
            if (part.name != "file")
                continue;
            return part.fileName.endsWith(".json") ? store(management, part.fileName, part.content)
                                                   : managementError(400, "file must be .json");
        }
        return managementError(400, "file must be .json");
    }
    const QByteArray name = call.value("name");
    if (isBadName(name))
        return managementError(400, "invalid name");
    if (!name.endsWith(".json"))
        return managementError(400, "name must end with .json");
    return store(management, name, call.request.body);
}

ManagementReply remove(ManagementCall &call)
{
    QMap<QByteArray, AuthFile> &files = call.state.management.authFiles;
    const QByteArray all = call.value("all");
    if (all == "true" || all == "1" || all == "*") {
        const qsizetype count = files.size();
        files.clear();
        return {200, "{\"deleted\":" + QByteArray::number(count) + R"(,"status":"ok"})"};
    }
    const QByteArray name = call.value("name");
    if (isBadName(name))
        return managementError(400, "invalid name");
    return files.remove(name) > 0 ? managementOk() : managementError(404, "file not found");
}

/// PATCH …/status and …/fields share the beginning: a name that must exist.
ManagementReply patch(ManagementCall &call)
{
    const QJsonObject body = call.object();
    if (!call.isJson())
        return managementError(400, "invalid request body");
    const QByteArray name = body[QLatin1String("name")].toString().toUtf8();
    if (name.isEmpty())
        return managementError(400, "name is required");
    QMap<QByteArray, AuthFile> &files = call.state.management.authFiles;
    const QJsonValue disabled = body[QLatin1String("disabled")];
    const bool status = call.route == "auth-files/status";
    if (status && !disabled.isBool())
        return managementError(400, "disabled is required");
    if (!files.contains(name))
        return managementError(404, "auth file not found");
    AuthFile &file = files[name];
    if (status) {
        file.disabled = disabled.toBool();
        return {200, QByteArray("{\"disabled\":") + (file.disabled ? "true" : "false")
                         + R"(,"status":"ok"})"};
    }
    bool changed = false;
    for (const char *key : {"prefix", "proxy_url", "priority"})
        changed = changed || body.contains(QLatin1String(key));
    if (!changed)
        return managementError(400, "no fields to update");
    file.prefix = body[QLatin1String("prefix")].toString(file.prefix);
    file.proxyUrl = body[QLatin1String("proxy_url")].toString(file.proxyUrl);
    file.priority = body[QLatin1String("priority")].toInt(file.priority);
    return managementOk();
}

ManagementReply download(ManagementCall &call)
{
    const QByteArray name = call.value("name");
    if (isBadName(name))
        return managementError(400, "invalid name");
    if (!name.endsWith(".json"))
        return managementError(400, "name must end with .json");
    const QMap<QByteArray, AuthFile> &files = call.state.management.authFiles;
    if (!files.contains(name))
        return managementError(404, "file not found");
    ManagementReply reply = attachment(name, files[name].content);
    reply.contentType = "application/json";
    return reply;
}

ManagementReply modelsOf(ManagementCall &call)
{
    const QByteArray name = call.value("name");
    if (name.isEmpty())
        return managementError(400, "name is required");
    QJsonArray models;
    if (call.state.management.authFiles.contains(name))
        models.append(
            QJsonObject {{QStringLiteral("id"), QString::fromUtf8(call.state.models.value(0))}});
    return {200, goJson({{QStringLiteral("models"), models}})};
}

ManagementReply importVertex(ManagementCall &call)
{
    const auto form = parseForm(call.request.header("Content-Type"), call.request.body);
    QByteArray content;
    QByteArray location = "us-central1";
    for (const FormPart &part : form.value_or(std::vector<FormPart> {})) {
        if (part.name == "file")
            content = part.content;
        if (part.name == "location" && !part.content.isEmpty())
            location = part.content;
    }
    if (content.isEmpty())
        return managementError(400, "file required");
    const QJsonDocument document = QJsonDocument::fromJson(content);
    if (!document.isObject())
        return managementError(400, "invalid json");
    const QString project = document[QLatin1String("project_id")].toString();
    if (project.isEmpty())
        return managementError(400, "project_id missing");
    const QString file = QStringLiteral("vertex-%1.json").arg(project);
    call.state.management.authFiles[file.toUtf8()] = {content};
    return {200, goJson({{QStringLiteral("auth-file"), QStringLiteral("/fake/auths/") + file},
                         {QStringLiteral("email"), document[QLatin1String("client_email")].toString(
                                                       QStringLiteral("svc@demo.test"))},
                         {QStringLiteral("location"), QString::fromUtf8(location)},
                         {QStringLiteral("project_id"), project},
                         {QStringLiteral("status"), QStringLiteral("ok")}})};
}

} // namespace

std::optional<ManagementReply> answerAuthFiles(ManagementCall &call)
{
    const QByteArray key = call.request.method + ' ' + call.route;
    if (key == "GET auth-files")
        return list(call.state.management);
    if (key == "POST auth-files")
        return upload(call);
    if (key == "DELETE auth-files")
        return remove(call);
    if (key == "PATCH auth-files/status" || key == "PATCH auth-files/fields")
        return patch(call);
    if (key == "GET auth-files/download")
        return download(call);
    if (key == "GET auth-files/models")
        return modelsOf(call);
    if (key == "POST vertex/import")
        return importVertex(call);
    return std::nullopt;
}

} // namespace standins
