// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/json/jsonindex.h"

#include "proxy/json/tokenscan.h"

#include <simdjson.h>

#include <new>

namespace proxy {

namespace {

constexpr size_t kMinCapacity = 64 * 1024;
// The index takes up to four bytes for each byte of text, touched only as far as it is filled.
constexpr size_t kKeptCapacity = 4 * 1024 * 1024;
// Only simdjson's second stage, which is not used, goes into depth.
constexpr size_t kNoDepth = 1;

/// Fills the parser's list of tokens.
bool fillTokens(QByteArrayView text, simdjson::internal::dom_parser_implementation &parser)
{
    const auto size = static_cast<size_t>(text.size());
    if (!canFindTokens())
        return parser.stage1(reinterpret_cast<const uint8_t *>(text.data()), size,
                             simdjson::stage1_mode::regular)
               == simdjson::SUCCESS;
    const auto count = findTokens(text, parser.structural_indexes.get());
    parser.n_structural_indexes = static_cast<uint32_t>(count.value_or(0));
    return count && simdjson::validate_utf8(text.data(), size);
}

} // namespace

class JsonIndex::Stage
{
public:
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

JsonIndex::JsonIndex()
    : m_stage(std::make_unique<Stage>())
{ }

JsonIndex::~JsonIndex() = default;

bool JsonIndex::build(QByteArrayView text)
{
    const auto size = static_cast<size_t>(text.size());
    if (size > simdjson::SIMDJSON_MAXSIZE_BYTES)
        return false;
    auto &parser = m_stage->parser;
    if (!parser || parser->capacity() < size) {
        parser.reset();
        const size_t capacity = std::max(kMinCapacity, size);
        const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
            capacity, kNoDepth, parser);
        if (error != simdjson::SUCCESS) {
            parser.reset();
            throw std::bad_alloc();
        }
    }
    parser->n_structural_indexes = 0;
    if (fillTokens(text, *parser))
        return true;
    parser->n_structural_indexes = 0;
    return false;
}

JsonIndex::Fault JsonIndex::faultIn(QByteArrayView text)
{
    if (static_cast<size_t>(text.size()) > simdjson::SIMDJSON_MAXSIZE_BYTES)
        return {QT_TRANSLATE_NOOP("Engine", "too large"), text.size()};
    if (!text.isValidUtf8())
        return {QT_TRANSLATE_NOOP("Engine", "not valid UTF-8"), 0};
    qsizetype quote = -1; // where the string that is open begins
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char byte = text[at];
        if (byte == '"')
            quote = quote < 0 ? at : -1;
        else if (byte == '\\')
            ++at;
        else if (quote >= 0 && static_cast<unsigned char>(byte) < 0x20)
            return {QT_TRANSLATE_NOOP("Engine", "a control character in a string"), at};
    }
    return quote < 0 ? Fault {QT_TRANSLATE_NOOP("Engine", "it ends too early"), text.size()}
                     : Fault {QT_TRANSLATE_NOOP("Engine", "a string does not end"), quote};
}

std::span<const quint32> JsonIndex::starts() const
{
    const auto &parser = m_stage->parser;
    if (!parser)
        return {};
    return {parser->structural_indexes.get(), parser->n_structural_indexes};
}

void JsonIndex::releaseIfLarge()
{
    if (m_stage->parser && m_stage->parser->capacity() > kKeptCapacity)
        m_stage->parser.reset();
}

} // namespace proxy
