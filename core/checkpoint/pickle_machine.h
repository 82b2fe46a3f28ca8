// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/tensor_pickle.h"

#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Far above any state dict; bounds what a hostile file can make the reader do.
inline constexpr std::size_t kMostPickleValues = 5'000'000;

struct PickleValue;
using PickleValuePtr =
    PickleValue*; ///< into the machine's store: values may contain each other in circles

/// What the machine can hold.
struct PickleValue {
    enum class Kind { None, Number, Text, Tuple, Dict, Name, Storage, Tensor, Mark };
    Kind kind = Kind::None;
    std::int64_t number = 0; ///< whole numbers and flags; the value of real numbers is not kept
    std::string text; ///< Text; Name: "torch._utils._rebuild_tensor_v2"; Storage: its key
    std::vector<PickleValuePtr> items; ///< Tuple (lists too); Dict: key, value, key, value …
    std::unique_ptr<PickledTensor> tensor; ///< Tensor; Storage: its type
};

/// The stack machine of pickle (Python's pickletools), cut down to dictionaries of tensors.
class PickleMachine {
public:
    PickleMachine(const std::vector<std::byte>& bytes, std::string where)
        : m_bytes(bytes), m_where(std::move(where))
    {
    }

    /// The value the pickle stands for, alive as long as the machine.
    /// @throws FormatError naming what is refused and its byte
    PickleValuePtr run();

private:
    void step(std::uint8_t opcode);
    bool stepNumbersAndTexts(std::uint8_t opcode);
    bool stepContainers(std::uint8_t opcode);
    bool stepMemo(std::uint8_t opcode);
    void pushName(const std::string& name);
    void reduce();
    void build();
    PickleValuePtr storage(PickleValuePtr id);
    PickleValuePtr tensor(PickleValuePtr arguments);
    std::vector<PickleValuePtr> popToMark();
    void addItems(PickleValuePtr dict, const std::vector<PickleValuePtr>& items) const;

    [[noreturn]] void refuse(const std::string& expected, const std::string& got) const;
    template <class T> T number()
    {
        T value{};
        std::memcpy(&value, take(sizeof(T)), sizeof(T));
        return value;
    }
    const std::byte* take(std::uint64_t count)
    {
        if (count > m_bytes.size() - m_at) {
            refuse(std::to_string(count) + " more bytes",
                   "the end of the pickle after " + std::to_string(m_bytes.size() - m_at));
        }
        const std::byte* data = m_bytes.data() + m_at;
        m_at += count;
        return data;
    }
    std::string text(std::uint64_t count)
    {
        const auto* data = reinterpret_cast<const char*>(take(count));
        return {data, static_cast<std::size_t>(count)};
    }
    std::string line()
    {
        std::string result;
        for (char c = 0; (c = static_cast<char>(number<std::uint8_t>())) != '\n';) {
            result += c;
        }
        return result;
    }
    PickleValuePtr make(PickleValue::Kind kind)
    {
        if (m_store.size() == kMostPickleValues) {
            refuse("fewer values", "more than " + std::to_string(kMostPickleValues));
        }
        m_store.emplace_back();
        m_store.back().kind = kind;
        return &m_store.back();
    }
    PickleValuePtr makeNumber(std::int64_t number)
    {
        const PickleValuePtr value = make(PickleValue::Kind::Number);
        value->number = number;
        return value;
    }
    PickleValuePtr makeText(PickleValue::Kind kind, std::string text)
    {
        const PickleValuePtr value = make(kind);
        value->text = std::move(text);
        return value;
    }
    void push(PickleValuePtr value) { m_stack.push_back(value); }
    PickleValuePtr top() const
    {
        if (m_stack.empty()) {
            refuse("a value on the stack", "an empty stack");
        }
        return m_stack.back();
    }
    PickleValuePtr pop()
    {
        const PickleValuePtr value = top();
        m_stack.pop_back();
        return value;
    }
    PickleValuePtr pop(PickleValue::Kind kind, const char* what)
    {
        const PickleValuePtr value = pop();
        if (value->kind != kind) {
            refuse(what, "another value");
        }
        return value;
    }
    void pushTuple(std::size_t count)
    {
        const PickleValuePtr tuple = make(PickleValue::Kind::Tuple);
        tuple->items.resize(count);
        for (std::size_t i = count; i-- > 0;) {
            tuple->items[i] = pop();
        }
        push(tuple);
    }

    const std::vector<std::byte>& m_bytes;
    std::string m_where;
    std::size_t m_at = 0;
    std::size_t m_opcodeAt = 0;
    std::deque<PickleValue> m_store;
    std::vector<PickleValuePtr> m_stack;
    std::map<std::uint64_t, PickleValuePtr> m_memo;
};

} // namespace neurograft
