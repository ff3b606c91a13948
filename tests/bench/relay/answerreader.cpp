// SPDX-License-Identifier: LicenseRef-Private
#include "answerreader.h"

#include <algorithm>
#include <charconv>

namespace bench {

void AnswerReader::reset()
{
    m_part = Part::Head;
    m_head.clear();
    m_line.clear();
    m_payload.clear();
    m_left = 0;
    m_status = 0;
}

AnswerReader::State AnswerReader::feed(std::string_view input)
{
    State state = State::More;
    while (state == State::More && !input.empty()) {
        if (m_part == Part::Head) {
            state = readHead(input);
        } else if (m_part == Part::Length) {
            take(input);
            state = m_left == 0 ? State::Done : State::More;
        } else {
            state = readChunked(input);
        }
    }
    return state == State::Done && !input.empty() ? State::Bad : state;
}

AnswerReader::State AnswerReader::readHead(std::string_view &input)
{
    const size_t before = m_head.size();
    m_head.append(input);
    const size_t end = m_head.find("\r\n\r\n", before < 3 ? 0 : before - 3);
    if (end == std::string::npos) {
        input = {};
        return State::More;
    }
    input.remove_prefix(end + 4 - before);
    m_head.resize(end + 4);
    if (m_head.size() < 12 || !m_head.starts_with("HTTP/1.1 "))
        return State::Bad;
    std::from_chars(m_head.data() + 9, m_head.data() + 12, m_status);
    const size_t length = m_head.find("\nContent-Length: ");
    if (length == std::string::npos) {
        m_part = Part::ChunkSize;
        return m_head.find("\nTransfer-Encoding: chunked") == std::string::npos ? State::Bad
                                                                                : State::More;
    }
    std::from_chars(m_head.data() + length + 17, m_head.data() + m_head.size(), m_left);
    m_part = Part::Length;
    return m_left == 0 ? State::Done : State::More;
}

AnswerReader::State AnswerReader::readChunked(std::string_view &input)
{
    if (m_part == Part::ChunkData) {
        take(input);
        m_part = m_left == 0 ? Part::ChunkEnd : Part::ChunkData;
        return State::More;
    }
    if (!readLine(input))
        return State::More;
    const std::string line = std::move(m_line);
    m_line.clear();
    if (m_part == Part::LastEnd)
        return line.empty() ? State::Done : State::Bad;
    if (m_part == Part::ChunkEnd) {
        m_part = Part::ChunkSize;
        return line.empty() ? State::More : State::Bad;
    }
    const auto parsed = std::from_chars(line.data(), line.data() + line.size(), m_left, 16);
    m_part = m_left == 0 ? Part::LastEnd : Part::ChunkData;
    return parsed.ec == std::errc() ? State::More : State::Bad;
}

bool AnswerReader::readLine(std::string_view &input)
{
    const size_t end = input.find('\n');
    m_line.append(input.substr(0, end));
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    if (end != std::string_view::npos && m_line.ends_with('\r'))
        m_line.pop_back();
    return end != std::string_view::npos;
}

void AnswerReader::take(std::string_view &input)
{
    const size_t used = std::min(m_left, input.size());
    m_payload.append(input.substr(0, used));
    m_left -= used;
    input.remove_prefix(used);
}

} // namespace bench
