//! Small whole numbers as Parquet keeps them: runs of equal ones by their length, others in as many
//! bits as the greatest needs, eight at a time.

/// How many bits the greatest number takes.
pub fn width(greatest: u32) -> u32 {
    u32::BITS.saturating_sub(greatest.leading_zeros())
}

/// Appends the values, each less than two to the power of `width`.
pub fn push<T: Copy + Into<u32>>(values: &[T], width: u32, out: &mut Vec<u8>) {
    let mut writer = Writer { width, run: 0, length: 0, packed: Vec::new(), groups: 0, out };
    let (groups, rest) = values.as_chunks::<8>();
    for group in groups {
        writer.group(group.map(Into::into));
    }
    if !rest.is_empty() {
        writer.rest(rest);
    }
    writer.finish();
}

/// Appends one value so many times over.
pub fn push_run(value: u32, length: usize, width: u32, out: &mut Vec<u8>) {
    if length > 0 {
        push_varint(length.saturating_mul(2), out);
        let bytes = usize::try_from(width.div_ceil(8)).unwrap_or_default();
        out.extend(value.to_le_bytes().into_iter().take(bytes));
    }
}

struct Writer<'a> {
    width: u32,
    /// The value of the run that goes on, and how long it is; a multiple of eight.
    run: u32,
    length: usize,
    /// Groups that are no run, packed, and how many.
    packed: Vec<u8>,
    groups: usize,
    out: &'a mut Vec<u8>,
}

/// A run of one group would cost more than it saves.
const WORTH_A_RUN: usize = 16;

impl Writer<'_> {
    fn group(&mut self, group: [u32; 8]) {
        let [first, ..] = group;
        let differs = group.iter().fold(0, |bits, value| bits | (value ^ first));
        if differs != 0 {
            self.end_run();
            self.pack(group);
        } else if self.length > 0 && first == self.run {
            self.length = self.length.saturating_add(8);
        } else {
            self.end_run();
            (self.run, self.length) = (first, 8);
        }
    }

    /// Fewer than eight at the end: in a run that goes on, else filled up with what nobody reads.
    fn rest<T: Copy + Into<u32>>(&mut self, rest: &[T]) {
        if self.length >= WORTH_A_RUN && rest.iter().all(|value| (*value).into() == self.run) {
            self.length = self.length.saturating_add(rest.len());
            return;
        }
        let mut group = [0; 8];
        group.iter_mut().zip(rest).for_each(|(slot, value)| *slot = (*value).into());
        self.end_run();
        self.pack(group);
    }

    fn end_run(&mut self) {
        if self.length >= WORTH_A_RUN {
            self.end_packed();
            push_run(self.run, self.length, self.width, self.out);
        } else if self.length > 0 {
            self.pack([self.run; 8]);
        }
        self.length = 0;
    }

    fn pack(&mut self, group: [u32; 8]) {
        self.groups = self.groups.saturating_add(1);
        let width = usize::try_from(self.width).unwrap_or_default();
        if width <= 8 {
            let bits = group.iter().rev().fold(0_u64, |bits, value| bits << self.width | u64::from(*value));
            self.packed.extend_from_slice(bits.to_le_bytes().get(..width).unwrap_or_default());
        } else if width <= 16 {
            let bits = group.iter().rev().fold(0_u128, |bits, value| bits << self.width | u128::from(*value));
            self.packed.extend_from_slice(bits.to_le_bytes().get(..width).unwrap_or_default());
        } else {
            self.pack_wide(group);
        }
    }

    fn pack_wide(&mut self, group: [u32; 8]) {
        let (mut bits, mut held) = (0_u64, 0_u32);
        for value in group {
            bits |= u64::from(value) << held;
            held = held.saturating_add(self.width);
            while held >= 8 {
                self.packed.extend(bits.to_le_bytes().into_iter().take(1));
                bits >>= 8;
                held = held.saturating_sub(8);
            }
        }
    }

    fn end_packed(&mut self) {
        if self.groups > 0 {
            push_varint(self.groups.saturating_mul(2).saturating_add(1), self.out);
            self.out.append(&mut self.packed);
            self.groups = 0;
        }
    }

    fn finish(mut self) {
        self.end_run();
        self.end_packed();
    }
}

fn push_varint(value: usize, out: &mut Vec<u8>) {
    let mut rest = value;
    while rest >= 0x80 {
        out.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
        rest >>= 7;
    }
    out.push(u8::try_from(rest).unwrap_or_default());
}
