//! Which vector instructions the machine has, and functions compiled once for each.
//!
//! Every path gives the same bits: integer sums are exact, and floating-point work is only ever done element by element
//! or in a fixed number of lanes that are summed in a fixed order; no path fuses a multiplication with an addition.

/// Instructions to compute with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Simd {
    /// What every machine has.
    Portable,
    /// 256-bit integers and floats.
    Avx2,
    /// 512-bit sums of products of bytes.
    Avx512Vnni,
}

impl Simd {
    /// The best that this machine has.
    pub fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512vnni")
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx2")
            {
                return Self::Avx512Vnni;
            }
            if is_x86_feature_detected!("avx2") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }

    /// All that this machine has, from the least to the best.
    pub fn available() -> Vec<Self> {
        let best = Self::detect();
        [Self::Portable, Self::Avx2, Self::Avx512Vnni].into_iter().filter(|&s| s <= best).collect()
    }

    /// As its users call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "AVX2",
            Self::Avx512Vnni => "AVX-512 VNNI",
        }
    }
}

/// Declares a function whose first argument chooses the instructions for which its body is compiled.
macro_rules! vectorized {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($simd:ident $(, $arg:ident: $ty:ty)* $(,)?) $(-> $ret:ty)? $body:block) => {
        $(#[$meta])*
        #[allow(unsafe_code, clippy::too_many_arguments)]
        $vis fn $name($simd: $crate::syntax::network::simd::Simd, $($arg: $ty),*) $(-> $ret)? {
            #[inline(always)]
            fn body($($arg: $ty),*) $(-> $ret)? $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $ty),*) $(-> $ret)? {
                    body($($arg),*)
                }
                #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx2")]
                fn avx512($($arg: $ty),*) $(-> $ret)? {
                    body($($arg),*)
                }
                match $simd {
                    // SAFETY: `Simd::detect` and `Simd::available` give this value only where the machine has AVX-512.
                    $crate::syntax::network::simd::Simd::Avx512Vnni => return unsafe { avx512($($arg),*) },
                    // SAFETY: likewise for AVX2.
                    $crate::syntax::network::simd::Simd::Avx2 => return unsafe { avx2($($arg),*) },
                    $crate::syntax::network::simd::Simd::Portable => {}
                }
            }
            #[cfg(not(target_arch = "x86_64"))]
            let _ = $simd;
            body($($arg),*)
        }
    };
}

pub(crate) use vectorized;
