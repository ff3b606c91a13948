// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/clientregister.h"

#include "proxy/local/accesschecks.h"

#include <QDateTime>
#include <QLoggingCategory>

#include <utility>

using namespace Qt::StringLiterals;

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcClients, "llmproxy.clients")

PresentedClient::State stateOf(const NamedClient &client, qint64 nowMs)
{
    if (client.isRevoked)
        return PresentedClient::State::Revoked;
    return client.hasExpired(nowMs) ? PresentedClient::State::Expired
                                    : PresentedClient::State::Known;
}

} // namespace

void ClientRegister::apply(const ServerSettings &settings)
{
    if (settings.clients == m_setting)
        return;
    m_setting = settings.clients;
    m_file = isInlineClients(m_setting) ? QString() : m_setting;
    // Another list: nobody of the former one is known any more.
    m_clients.clear();
    m_problem = {};
    m_warning = {};
    m_stamp = fileStampOf(m_file);
    read();
}

void ClientRegister::refresh()
{
    if (m_file.isEmpty())
        return;
    const FileStamp stamp = fileStampOf(m_file);
    if (stamp == m_stamp)
        return;
    // Taken before reading: a change in between is noticed by the next request.
    m_stamp = stamp;
    read();
}

void ClientRegister::read()
{
    auto clients = m_file.isEmpty()
                       ? parseNamedClients(m_setting.toUtf8())
                       : readClientsFile(m_file).and_then([this](const ClientsFile &file) {
                             return parseNamedClients(file.text, m_file);
                         });
    if (!clients) {
        m_problem = Text::english("LLM_PROXY_CLIENTS: %1; the former clients stay",
                                  {clients.error().detail});
        qCWarning(lcClients).noquote() << m_problem.text();
        return;
    }
    const bool areGone = clients->empty() && !m_clients.empty() && !m_file.isEmpty();
    m_problem = {};
    m_warning =
        areGone ? Text::english("%1: %2", {u"LLM_PROXY_CLIENTS"_s, noClientsYet(m_file)}) : Text();
    if (areGone)
        qCWarning(lcClients).noquote() << m_warning.text();
    m_clients = *std::move(clients);
    if (m_changed)
        m_changed();
}

const NamedClients &ClientRegister::clients()
{
    refresh();
    return m_clients;
}

PresentedClient ClientRegister::find(const RequestHead &head)
{
    PresentedClient found;
    if (m_setting.isEmpty())
        return found;
    refresh();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const QByteArray &key : presentedKeys(head)) {
        std::shared_ptr<const NamedClient> client = clientOf(key);
        if (!client)
            continue;
        found.keys << key;
        const auto state = stateOf(*client, now);
        using enum PresentedClient::State;
        if (found.state == Nobody || (found.state != Known && state == Known)) {
            found.state = state;
            found.client = std::move(client);
        }
    }
    return found;
}

/// All are compared, so that the time does not tell which one came close.
std::shared_ptr<const NamedClient> ClientRegister::clientOf(QByteArrayView key) const
{
    const QByteArray hash = clientKeyHash(key);
    std::shared_ptr<const NamedClient> found;
    for (const auto &client : m_clients) {
        if (equalsInConstantTime(hash, client->keyHash))
            found = client;
    }
    return found;
}

} // namespace proxy
