// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/autolisting.h"

#include "proxy/json/jsoncursor.h"
#include "proxy/json/jsonindex.h"
#include "proxy/models/modelname.h"

namespace proxy {

namespace {

enum class Form { Unknown, Anthropic, OpenAi };

constexpr QByteArrayView kAnthropicEntry =
    R"({"type":"model","id":"claude-auto","display_name":"Auto, chosen for each task",)"
    R"("created_at":"2026-11-30T00:00:00Z"})";
constexpr QByteArrayView kOpenAiEntry =
    R"({"id":"auto","object":"model","created":1796000000,"owned_by":"llm-proxy"})";

class ListReader final
{
public:
    ListReader(QByteArrayView text, std::span<const quint32> starts)
        : m_json(text, starts)
    { }

    /// Returns where the first entry would stand; -1: it is no list, or has the model already.
    [[nodiscard]] qsizetype read();
    [[nodiscard]] bool isEmpty() const { return m_isEmpty; }
    [[nodiscard]] QByteArrayView entry() const
    {
        return m_form == Form::Anthropic ? kAnthropicEntry : kOpenAiEntry;
    }

private:
    void readMembers();
    void readData();
    void readModel();

    JsonCursor m_json;
    qsizetype m_at = -1;
    int m_lists = 0;
    Form m_form = Form::Unknown; ///< as the entries tell
    Form m_outer = Form::Unknown; ///< as the members around them tell
    bool m_isEmpty = true;
    bool m_isStrange = false;
    bool m_hasAuto = false;
    bool m_hasClaudeAuto = false;
};

qsizetype ListReader::read()
{
    if (!m_json.enterObject())
        return -1;
    readMembers();
    // CLIProxyAPI's entries in Anthropic's list have the fields of both.
    if (m_outer != Form::Unknown)
        m_form = m_outer;
    const bool isKnown = m_form == Form::Anthropic ? m_hasClaudeAuto : m_hasAuto;
    const bool isList =
        m_json.isComplete() && m_lists == 1 && !m_isStrange && m_form != Form::Unknown;
    return isList && !isKnown ? m_at : -1;
}

void ListReader::readMembers()
{
    while (const auto key = m_json.nextKey()) {
        if (*key == "data") {
            readData();
        } else if (*key == "object") {
            if (m_json.string().value_or("") == "list")
                m_outer = Form::OpenAi;
        } else if (*key == "has_more") {
            if (m_outer == Form::Unknown)
                m_outer = Form::Anthropic;
            m_json.pass();
        } else {
            m_json.pass();
        }
    }
}

void ListReader::readData()
{
    ++m_lists;
    m_at = m_json.nextBegin() + 1;
    if (!m_json.enterArray()) {
        m_isStrange = true;
        return;
    }
    while (m_json.nextElement()) {
        m_isEmpty = false;
        readModel();
    }
}

void ListReader::readModel()
{
    if (!m_json.enterObject()) {
        m_isStrange = true;
        return;
    }
    bool hasId = false;
    bool isObject = false;
    bool isType = false;
    bool hasDisplayName = false;
    while (const auto key = m_json.nextKey()) {
        if (*key == "id") {
            const auto id = m_json.string();
            hasId = id.has_value();
            m_hasAuto = m_hasAuto || id == kAutoModel;
            m_hasClaudeAuto = m_hasClaudeAuto || id == kClaudeAutoModel;
        } else if (*key == "object") {
            isObject = m_json.string().value_or("") == "model";
        } else if (*key == "type") {
            isType = m_json.string().value_or("") == "model";
        } else {
            hasDisplayName = hasDisplayName || *key == "display_name";
            m_json.pass();
        }
    }
    const Form form = isType && (hasDisplayName || !isObject) ? Form::Anthropic
                      : isObject                              ? Form::OpenAi
                                                              : Form::Unknown;
    m_isStrange = m_isStrange || !hasId || form == Form::Unknown
                  || (m_form != Form::Unknown && m_form != form);
    m_form = form;
}

} // namespace

std::optional<QByteArray> withAutoModel(const QByteArray &list)
{
    JsonIndex index;
    if (!index.build(list))
        return std::nullopt;
    ListReader reader(list, index.starts());
    const qsizetype at = reader.read();
    if (at < 0)
        return std::nullopt;
    const QByteArrayView entry = reader.entry();
    QByteArray changed;
    changed.reserve(list.size() + entry.size() + 1);
    changed.append(QByteArrayView(list).first(at)).append(entry);
    if (!reader.isEmpty())
        changed.append(',');
    return changed.append(QByteArrayView(list).sliced(at));
}

} // namespace proxy
