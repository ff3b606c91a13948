// SPDX-License-Identifier: LicenseRef-Private
#include "tests/bench/fleet/simulatedstore.h"

#include <cstdlib>
#include <utility>

namespace fleet {

using proxy::StoreReply;
using std::chrono::milliseconds;

namespace {

/// "*3\r\n$3\r\nSET\r\n…"
std::vector<QByteArray> wordsOf(const QByteArray &wire)
{
    std::vector<QByteArray> words;
    qsizetype at = wire.indexOf("\r\n") + 2;
    while (at > 1 && at < wire.size()) {
        const qsizetype end = wire.indexOf("\r\n", at);
        const qsizetype size = wire.mid(at + 1, end - at - 1).toLongLong();
        words.push_back(wire.mid(end + 2, size));
        at = end + 2 + size + 2;
    }
    return words;
}

qint64 sizeOf(const StoreReply &reply)
{
    qint64 size = 5 + reply.text.size();
    for (const StoreReply &item : reply.items)
        size += sizeOf(item);
    return size;
}

} // namespace

StoreReply SimulatedServer::take(const QByteArray &wire)
{
    ++m_commands;
    StoreReply reply = answer(wordsOf(wire));
    m_bytes += quint64(wire.size() + sizeOf(reply));
    return reply;
}

SimulatedServer::Value *SimulatedServer::find(const QByteArray &key)
{
    const auto found = m_values.find(key);
    if (found == m_values.end())
        return nullptr;
    if (found->until > m_simulation.now())
        return &*found;
    m_values.erase(found);
    return nullptr;
}

StoreReply SimulatedServer::set(const std::vector<QByteArray> &words)
{
    const bool isNew = words[3] == "NX";
    if (isNew && find(words[1]) != nullptr)
        return {};
    m_values[words[1]] = {.text = words[2],
                          .fields = {},
                          .until = m_simulation.now() + milliseconds(words.back().toLongLong())};
    return {.kind = StoreReply::Kind::Status, .text = "OK"};
}

StoreReply SimulatedServer::answer(const std::vector<QByteArray> &words)
{
    const QByteArray &name = words[0];
    if (name == "SET")
        return set(words);
    Value *value = find(words[1]);
    if (name == "GET")
        return value ? StoreReply {.kind = StoreReply::Kind::Text, .text = value->text}
                     : StoreReply {};
    if (name == "PTTL") {
        const qint64 left =
            value ? qint64(
                std::chrono::duration_cast<milliseconds>(value->until - m_simulation.now()).count())
                  : -2;
        return {.kind = StoreReply::Kind::Integer, .integer = left};
    }
    if (name == "HSET") {
        m_values[words[1]].fields[words[2]] = words[3];
        return {.kind = StoreReply::Kind::Integer, .integer = 1};
    }
    if (name == "PEXPIRE") {
        if (value)
            value->until = m_simulation.now() + milliseconds(words[2].toLongLong());
        return {.kind = StoreReply::Kind::Integer, .integer = 1};
    }
    if (name != "HGETALL")
        std::abort(); // a command that this server has not learned
    StoreReply all {.kind = StoreReply::Kind::List};
    if (value) {
        for (const auto &[field, text] : value->fields) {
            all.items.push_back({.kind = StoreReply::Kind::Text, .text = field});
            all.items.push_back({.kind = StoreReply::Kind::Text, .text = text});
        }
    }
    return all;
}

quint64 SimulatedStore::ask(const proxy::StoreCommand &command, Answer done, milliseconds patience)
{
    if (!m_server || patience <= milliseconds(0))
        return 0;
    const quint64 question = ++m_count;
    (*m_waiting)[question] = std::move(done);
    const std::weak_ptr<Waiting> waiting = m_waiting;
    m_simulation.after(m_oneWay, [this, waiting, question, wire = command.wire, server = m_server,
                                  &simulation = m_simulation, oneWay = m_oneWay] {
        // What was sent arrives, whether or not its sender still lives.
        const StoreReply reply = server->take(wire);
        simulation.after(oneWay, [this, waiting, question, reply] {
            if (waiting.lock())
                finish(question, &reply);
        });
    });
    m_simulation.after(patience, [this, waiting, question] {
        if (waiting.lock())
            finish(question, nullptr);
    });
    return question;
}

quint64 SimulatedStore::wait(milliseconds time, std::function<void()> done)
{
    const quint64 question = ++m_count;
    (*m_waiting)[question] = [done = std::move(done)](const StoreReply *) { done(); };
    const std::weak_ptr<Waiting> waiting = m_waiting;
    m_simulation.after(time, [this, waiting, question] {
        if (waiting.lock())
            finish(question, nullptr);
    });
    return question;
}

void SimulatedStore::finish(quint64 question, const StoreReply *reply)
{
    auto ended = m_waiting->extract(question);
    if (!ended.empty())
        ended.mapped()(reply);
}

void SimulatedStore::tell(const proxy::StoreCommand &command)
{
    if (m_server)
        m_simulation.after(m_oneWay,
                           [server = m_server, wire = command.wire] { (void)server->take(wire); });
}

} // namespace fleet
