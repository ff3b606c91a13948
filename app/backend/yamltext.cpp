// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/yamltext.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <yaml-cpp/yaml.h>

namespace app::backend {

namespace {

constexpr int kMaxDepth = 100;
constexpr int kMaxNodes = 100000;

class Writer final
{
public:
    void write(const YAML::Node &node, int depth)
    {
        if (depth > kMaxDepth || ++m_nodes > kMaxNodes)
            throw YAML::Exception(node.Mark(), "too large or too deep");
        switch (node.Type()) {
        case YAML::NodeType::Map:
            m_emitter << YAML::BeginMap;
            for (const auto &item : node) {
                m_emitter << YAML::Key;
                write(item.first, depth + 1);
                m_emitter << YAML::Value;
                write(item.second, depth + 1);
            }
            m_emitter << YAML::EndMap;
            break;
        case YAML::NodeType::Sequence:
            m_emitter << (node.size() == 0 ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
            for (const auto &item : node)
                write(item, depth + 1);
            m_emitter << YAML::EndSeq;
            break;
        case YAML::NodeType::Scalar:
            // "!" marks a scalar that was quoted: it is a string whatever it looks like.
            if (node.Tag() == "!")
                m_emitter << YAML::DoubleQuoted;
            m_emitter << node.Scalar();
            break;
        default:
            m_emitter << YAML::Null;
        }
    }

    [[nodiscard]] QByteArray text() const { return QByteArray(m_emitter.c_str()) + '\n'; }

private:
    YAML::Emitter m_emitter;
    int m_nodes = 0;
};

} // namespace

QByteArray yamlText(const YAML::Node &root)
{
    Writer writer;
    writer.write(root, 0);
    return writer.text();
}

YAML::Node yamlFromJson(const QJsonValue &value)
{
    YAML::Node node;
    if (value.isObject()) {
        node = YAML::Node(YAML::NodeType::Map);
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            node[it.key().toStdString()] = yamlFromJson(it.value());
    } else if (value.isArray()) {
        node = YAML::Node(YAML::NodeType::Sequence);
        for (const QJsonValue item : value.toArray())
            node.push_back(yamlFromJson(item));
    } else if (value.isBool()) {
        node = YAML::Node(value.toBool());
    } else if (value.isDouble()) {
        node = YAML::Node(value.toInteger());
    } else if (value.isString()) {
        node = YAML::Node(value.toString().toStdString());
        node.SetTag("!");
    }
    return node;
}

} // namespace app::backend
